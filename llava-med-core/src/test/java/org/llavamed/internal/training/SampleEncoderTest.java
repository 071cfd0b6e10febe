package org.llavamed.internal.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.ImageTokens;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Turn;
import org.llavamed.tokenizer.Tokenizer;

class SampleEncoderTest {
    private static final int IMAGE = -200;
    private static final PromptPart PICTURE = new PromptPart.Image();

    private static Tokenizer tokenizer;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        tokenizer = Tokenizers.mistral(folder, true, true);
    }

    private SampleEncoder encoder(String template, int maxLength, int imagePositions, boolean markers) {
        return new SampleEncoder(
                tokenizer,
                new ImageTokens(markers, false, null),
                false,
                Tokenizers.VOCABULARY,
                template,
                maxLength,
                imagePositions);
    }

    private static Turn user(Object... parts) {
        return Turn.user(Arrays.stream(parts)
                .map(part -> part instanceof String text ? new PromptPart.Text(text) : (PromptPart) part)
                .toList());
    }

    private String shown(EncodedSample sample) {
        return IntStream.range(0, sample.ids().length)
                .mapToObj(i -> {
                    int id = sample.ids()[i];
                    String piece = id == IMAGE ? "<image>" : tokenizer.piece(id);
                    return sample.learned()[i] ? "*" + piece : piece;
                })
                .collect(Collectors.joining(" "));
    }

    @Test
    void mistralLearnsTheAnswerWithTheStraySpace() {
        EncodedSample sample = encoder("mistral_instruct", 100, 4, false)
                .encode("s", List.of(user(PICTURE, "\nQ"), Turn.assistant("A1")), 1);
        assertEquals("<s> ▁[ INST ] ▁ <image> ▁ <0x0A> Q ▁[ / INST ] *▁A *1 *▁ *</s>", shown(sample));
        assertEquals(28705, sample.ids()[sample.ids().length - 2]);
        assertEquals(4, sample.learnedTokens());
        assertEquals(1, sample.imageCount());
        assertEquals(sample.ids().length + 3, sample.positions());
        assertFalse(sample.cut());
    }

    @Test
    void otherTemplates() {
        List<Turn> turns = List.of(user("Q\n", PICTURE), Turn.assistant("A"));
        String v1 = shown(encoder("v1", 1000, 4, false).encode("s", turns, 1));
        assertTrue(v1.endsWith("▁ <image> ▁ <0x0A> Q ▁ASS IST ANT : *▁A *</s>"), v1);
        String v0 = shown(encoder("v0", 1000, 4, true).encode("s", turns, 1));
        assertTrue(
                v0.endsWith("*### ▁Human : ▁Q <0x0A> <im_start> <image> <im_end> ▁ <0x0A> "
                        + "*### *▁Assistant *: *▁A *<0x0A> *### *▁"),
                v0);
        assertEquals(
                "<s> <image> *▁A *<0x0A>",
                shown(encoder("plain", 1000, 4, false).encode("s", turns, 1)));
    }

    @Test
    void nobodyTypesAControlToken() {
        EncodedSample sample = encoder("mistral_instruct", 200, 4, false)
                .encode("s", List.of(user("</s><im_start><image><s>"), Turn.assistant("</s><unk>")), 0);
        assertEquals(1, Arrays.stream(sample.ids()).filter(id -> id == 2).count());
        assertEquals(1, Arrays.stream(sample.ids()).filter(id -> id == 1).count());
        assertEquals(
                0,
                Arrays.stream(sample.ids())
                        .filter(id -> id >= 32000 || id == 0 || id == IMAGE)
                        .count());
    }

    @Test
    void theEndIsCutOff() {
        List<Turn> turns = List.of(user(PICTURE, "\nWhat?"), Turn.assistant("word ".repeat(50)));
        EncodedSample whole = encoder("mistral_instruct", 1000, 7, false).encode("s", turns, 1);
        EncodedSample cut = encoder("mistral_instruct", 30, 7, false).encode("s", turns, 1);
        assertTrue(cut.cut());
        assertEquals(30, cut.positions());
        assertArrayEquals(Arrays.copyOf(whole.ids(), cut.ids().length), cut.ids());
        assertArrayEquals(Arrays.copyOf(whole.learned(), cut.ids().length), cut.learned());
        EncodedSample exact =
                encoder("mistral_instruct", whole.positions(), 7, false).encode("s", turns, 1);
        assertFalse(exact.cut());
    }

    @Test
    void wordsBeforeALateImageMakeRoomForIt() {
        List<Turn> turns = List.of(user("long ".repeat(40), PICTURE), Turn.assistant("The answer"));
        int length = encoder("v0", 1000, 8, true).encode("s", turns, 1).positions() - 25;
        EncodedSample cut = encoder("v0", length, 8, true).encode("s", turns, 1);
        String shown = shown(cut);
        assertTrue(cut.cut());
        assertEquals(length, cut.positions());
        assertTrue(
                shown.contains("Human : " + "▁long ".repeat(16) + "<im_start> <image> <im_end> ▁ <0x0A> *### "), shown);
        assertTrue(shown.endsWith("*▁The *▁answer *<0x0A> *### *▁"), shown);
        // Without words of the user an answer before the image gives way, from its end on with its end token.
        List<Turn> late = List.of(user("q"), Turn.assistant("w ".repeat(60)), user(PICTURE), Turn.assistant("B"));
        EncodedSample second = encoder("mistral_instruct", 40, 8, false).encode("s", late, 1);
        assertEquals(40, second.positions());
        assertTrue(shown(second).endsWith("*▁w *▁w <image> ▁ ▁[ / INST ] *▁B *▁ *</s>"), shown(second));
    }

    @Test
    void noImageIsEverLost() {
        Random random = new Random(5);
        for (int round = 0; round < 600; round++) {
            List<Turn> turns = new ArrayList<>();
            int images = 0;
            for (int t = random.nextInt(3); t >= 0; t--) {
                List<Object> parts = new ArrayList<>();
                for (int p = random.nextInt(4); p >= 0; p--) {
                    boolean image = random.nextInt(3) == 0;
                    images += image ? 1 : 0;
                    parts.add(image ? PICTURE : "word ".repeat(random.nextInt(20)));
                }
                turns.add(user(parts.toArray()));
                turns.add(Turn.assistant("reply ".repeat(random.nextInt(20))));
            }
            String template = List.of("v0", "v1", "mistral_instruct", "llama_2", "v1_mmtag")
                    .get(random.nextInt(5));
            int positions = 1 + random.nextInt(12);
            boolean markers = random.nextBoolean();
            int max = 1 + random.nextInt(200);
            int needed = 1 + images * (positions + (markers ? 2 : 0));
            SampleEncoder encoder = encoder(template, max, positions, markers);
            int count = images;
            if (needed > max) {
                String message = assertThrows(PromptException.class, () -> encoder.encode("nr 7", turns, count))
                        .getMessage();
                assertTrue(message.startsWith("sample nr 7: ") && message.contains("max_length"), message);
                continue;
            }
            EncodedSample sample = encoder.encode("s", turns, count);
            EncodedSample whole = encoder(template, 100_000, positions, markers).encode("s", turns, count);
            assertEquals(
                    images,
                    Arrays.stream(sample.ids()).filter(id -> id == IMAGE).count());
            assertEquals(Math.min(max, whole.positions()), sample.positions());
            assertEquals(whole.positions() > max, sample.cut());
            assertEquals(sample.ids().length + images * (positions - 1), sample.positions());
            int learned = 0;
            for (int i = 0; i < sample.ids().length; i++) {
                learned += sample.learned()[i] ? 1 : 0;
                assertFalse(sample.learned()[i] && sample.ids()[i] == IMAGE);
            }
            assertEquals(learned, sample.learnedTokens());
            assertFalse(sample.learned()[0]);
        }
    }

    @Test
    void badSamplesAndCheckpoints(@TempDir Path folder) throws IOException {
        List<Turn> one = List.of(user(PICTURE, "Q"), Turn.assistant("A"));
        assertMessage("1 images but 2", () -> encoder("v1", 100, 4, false).encode("x", one, 2));
        assertMessage("no vision tower", () -> encoder("v1", 100, 0, false).encode("x", one, 1));
        List<Turn> huge = List.of(user("Q"), Turn.assistant("a".repeat((1 << 24) + 1)));
        assertMessage("characters", () -> encoder("v1", 100, 4, false).encode("x", huge, 0));
        assertThrows(PromptException.class, () -> encoder("mpt", 100, 4, false));
        assertThrows(IllegalArgumentException.class, () -> encoder("v1", 0, 4, false));
        SampleEncoder small =
                new SampleEncoder(tokenizer, new ImageTokens(false, false, null), false, 50, "v1", 100, 4);
        assertThrows(CheckpointException.class, () -> small.encode("x", one, 1));
        // Markers that the configuration wants must be tokens.
        Tokenizer bare = Tokenizers.mistral(folder, true, false);
        assertThrows(
                CheckpointException.class,
                () -> new SampleEncoder(bare, new ImageTokens(true, false, null), false, 32000, "v0", 100, 4));
    }

    private static void assertMessage(String part, Runnable action) {
        String message = assertThrows(PromptException.class, action::run).getMessage();
        assertTrue(message.startsWith("sample x: ") && message.contains(part), message);
    }

    @Test
    void nothingToLearnIsNoError() {
        EncodedSample sample = encoder("v1", 5, 4, false).encode("s", List.of(user("Q"), Turn.assistant("A")), 0);
        assertEquals(0, sample.learnedTokens());
        assertEquals(5, sample.positions());
    }
}

package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts of LLaVA-Med v1.5 and text of users, on Mistral's vocabulary. */
class TokenizerTest {
    @TempDir
    static java.nio.file.Path folder;

    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() {
        TestFiles.mistral(folder);
        tokenizer = Tokenizer.load(folder);
    }

    @Test
    void thePiecesAroundAnImageHaveTheIdsOfTheReference() {
        assertArrayEquals(
                new int[] {1, 733, 16289, 28793, 28705},
                tokenizer.encode(List.of(TextSpan.template("[INST] ")), tokenizer.addsBos()));
        assertArrayEquals(
                new int[] {28705, 13, 3195, 349, 297, 456, 3469, 28804, 733, 28748, 16289, 28793},
                tokenizer.encode(
                        List.of(
                                TextSpan.template("\n"),
                                TextSpan.literal("What is in this image?"),
                                TextSpan.template(" [/INST]")),
                        false));
    }

    @Test
    void spansOfUserAndTemplateAreOneRun() {
        int[] whole = tokenizer.encode(List.of(TextSpan.template("[INST] Q [/INST] A1 </s>[INST] Q2 [/INST]")), true);
        int[] spans = tokenizer.encode(
                List.of(
                        TextSpan.template("[INST] "),
                        TextSpan.literal("Q"),
                        TextSpan.template(" [/INST] "),
                        TextSpan.literal("A1"),
                        TextSpan.template(" </"),
                        TextSpan.literal(""),
                        TextSpan.template("s>[INST] "),
                        TextSpan.literal("Q2"),
                        TextSpan.template(" [/INST]")),
                true);
        assertArrayEquals(whole, spans);
        assertEquals(2, whole[12]);
        assertEquals(28705, whole[11]); // the space before </s> is a piece of its own
    }

    @Test
    void nothingThatUsersTypeBecomesASpecialToken() {
        for (String attack : List.of("</s>", "<s>", "<unk>", "a</s>b", "</s", "<0x0A>", "\uFFFD", "\0", "▁</s>")) {
            List<TextSpan> spans =
                    List.of(TextSpan.template("x <"), TextSpan.literal(attack), TextSpan.template("s> y"));
            for (int[] ids : List.of(tokenizer.encode(attack), tokenizer.encode(spans, false))) {
                assertTrue(IntStream.of(ids).noneMatch(tokenizer::isSpecial), attack);
            }
            assertEquals(attack.replace('▁', ' '), tokenizer.decode(tokenizer.encode(attack)));
        }
        // a token may not be completed across the border either
        int[] ids = tokenizer.encode(List.of(TextSpan.template("</"), TextSpan.literal("s>")), false);
        assertTrue(IntStream.of(ids).noneMatch(tokenizer::isSpecial));
    }

    @Test
    void halfASurrogatePairIsReadAsReplacementCharacter() {
        assertArrayEquals(tokenizer.encode("a\uFFFDb\uFFFD"), tokenizer.encode("a\uD83Db\uDE00"));
        assertArrayEquals(
                tokenizer.encode("\uFFFD\uFFFD"),
                tokenizer.encode(List.of(TextSpan.literal("\uD83E"), TextSpan.template("\uDE7B")), false));
        assertEquals("🩻", tokenizer.decode(tokenizer.encode("🩻")));
    }

    @Test
    void longTextTakesNoQuadraticTime() {
        String text = "a".repeat(200_000);
        assertTimeout(Duration.ofSeconds(2), () -> assertEquals(text, tokenizer.decode(tokenizer.encode(text))));
    }

    @Test
    void idsWithoutATokenHaveNoTextAndDoNoHarm() {
        assertEquals("Hello", tokenizer.decode(-1, 1, 32063, Integer.MAX_VALUE, 22557, Integer.MIN_VALUE, 2));
        assertEquals("", tokenizer.piece(40_000));
        assertEquals("", tokenizer.piece(-200));
        assertFalse(tokenizer.isSpecial(40_000));
        assertEquals("", tokenizer.decode());
    }

    @Test
    void theTokenizerTellsWhatItKnows() {
        assertEquals(32_000, tokenizer.vocabularySize());
        assertEquals(OptionalInt.of(1), tokenizer.bosId());
        assertEquals(OptionalInt.of(2), tokenizer.eosId());
        assertEquals(OptionalInt.of(0), tokenizer.unkId());
        assertEquals(OptionalInt.of(22557), tokenizer.id("▁Hello"));
        assertEquals(OptionalInt.empty(), tokenizer.id("<im_start>"));
        assertEquals("<0x0A>", tokenizer.piece(13));
        assertTrue(tokenizer.addsBos());
        assertFalse(tokenizer.addsEos());
        assertTrue(tokenizer.legacy());
        assertEquals(OptionalInt.empty(), tokenizer.modelMaxLength());
        assertEquals(List.of("tokenizer.model"), tokenizer.sourceFiles());
    }

    @Test
    void manyThreadsShareOne() {
        int[] expected = tokenizer.encode("Chest X-ray, 胸部, 🫁");
        assertTrue(IntStream.range(0, 2_000)
                .parallel()
                .allMatch(i -> java.util.Arrays.equals(expected, tokenizer.encode("Chest X-ray, 胸部, 🫁"))));
    }

    @Test
    void aFinishedTextTakesNoMore() {
        TokenText text = tokenizer.stream();
        assertEquals("", text.push(3 + 0xe4));
        assertEquals("\uFFFD", text.finish());
        assertThrows(IllegalStateException.class, () -> text.push(22557));
    }
}

package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class TokenizerTrainerTest {
    private static final List<String> SENTENCES = List.of(
            "The left lung shows a small nodule.",
            "The right lung shows a large nodule of 12 mm.",
            "There is no pleural effusion; the heart is not enlarged.",
            "Two nodules lie in the left lung, 3 and 14 mm wide.",
            "Is the heart enlarged? No, the heart is not enlarged.");

    @TempDir
    Path directory;

    @Test
    void mergesGoByCountAndThenByText() {
        TokenizerTrainer trainer = new TokenizerTrainer(400);
        repeat(trainer, "ab", 5);
        repeat(trainer, "xy", 3);
        repeat(trainer, "cd", 3);

        TrainedVocabulary vocabulary = trainer.train();

        // ab and ▁a occur 5 times each, then ▁ab; cd, xy, ▁c and ▁x 3 times each, and ▁ sorts after the letters.
        assertEquals(
                List.of("▁", "a", "b", "c", "d", "x", "y", "ab", "▁ab", "cd", "xy", "▁cd", "▁xy"),
                vocabulary.pieces().subList(TrainedVocabulary.FIXED_PIECES, vocabulary.size()));
        assertEquals(7, vocabulary.characters());
    }

    @Test
    void agreesWithRecountingAllPairsAfterEveryMerge() {
        Random random = new Random(6);
        for (int round = 0; round < 30; round++) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                texts.add(random.ints(1 + random.nextInt(12), 0, 5)
                        .mapToObj(character -> "aab c".substring(character, character + 1))
                        .reduce("a", String::concat));
            }
            WordCounts words = new WordCounts(WordCounts.MOST_CHARACTERS);
            texts.forEach(words::add);

            List<String> pieces = new MergeTraining(words.characters(), words).pieces(40);

            assertEquals(SlowMerges.pieces(words, 40), pieces);
        }
    }

    @Test
    void encodesWordsOfTheTextsAsOnePiece() {
        Tokenizer tokenizer = tokenizer(1000, SENTENCES);

        assertEquals(List.of("▁The", "▁left", "▁lung"), pieces(tokenizer, "The left lung"));
        assertEquals(List.of("▁enlarged", "."), pieces(tokenizer, "enlarged."));
    }

    @Test
    void keepsDigitsPunctuationAndScriptsApart() {
        Tokenizer tokenizer = tokenizer(1000, List.of("abc123.5mm (ab)ab βγ٣٤ab漢字カナ"));

        List<String> pieces = IntStream.range(TrainedVocabulary.FIXED_PIECES, tokenizer.vocabularySize())
                .mapToObj(tokenizer::piece)
                .toList();
        assertTrue(pieces.containsAll(List.of("▁abc", "1", "mm", "▁(", "▁βγ", "٣", "漢字カナ")), pieces.toString());
        String mixed = ".+[0-9٣٤].*|.*[0-9٣٤].+|.+[.)].*|.*[.()].+|.*[a-z].*[βγ漢].*|.*[βγ漢].*[a-z].*";
        assertEquals(
                List.of(), pieces.stream().filter(piece -> piece.matches(mixed)).toList());
    }

    @Test
    void lineBreaksAndControlCharactersAreBytesWithoutDummySpaceAfterThem() {
        Tokenizer tokenizer = tokenizer(1000, List.of("one\ntwo\tthree\n"));

        assertEquals(List.of("▁one", "<0x0A>", "two", "<0x09>", "three"), pieces(tokenizer, "one\ntwo\tthree"));
        assertEquals(OptionalInt.empty(), tokenizer.id("\n"));
    }

    @Test
    void rareCharactersAreBytes() {
        List<String> texts = new ArrayList<>(Collections.nCopies(3000, "abc"));
        texts.add("é");
        Tokenizer tokenizer = tokenizer(400, texts);

        assertEquals(List.of("▁", "<0xC3>", "<0xA9>"), pieces(tokenizer, "é"));
        assertEquals("é", tokenizer.decode(tokenizer.encode("é")));
    }

    @Test
    void theWordMarkerIsAPieceHoweverRareItIs() {
        Tokenizer tokenizer = tokenizer(400, List.of("ab".repeat(20_000)));

        assertEquals(OptionalInt.of(TrainedVocabulary.FIXED_PIECES), tokenizer.id("▁"));
        assertEquals("a b", tokenizer.decode(tokenizer.encode("a b")));
    }

    @Test
    void anyTextComesBack() {
        Tokenizer tokenizer = tokenizer(500, SENTENCES);
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            String text = random.ints(random.nextInt(30), 0, 0x11000)
                    .map(character -> random.nextInt(3) > 0 ? character % 128 : character)
                    .filter(character -> character != '▁' && (character < 0xd800 || character > 0xdfff))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
        }
    }

    @Test
    void specialTokensInTextsAreTextOnly() {
        List<String> texts = Collections.nCopies(50, "<s> </s> <unk> <0x0A> <s></s>");
        Tokenizer tokenizer = tokenizer(1000, texts);

        assertEquals(OptionalInt.of(1), tokenizer.bosId());
        assertEquals(OptionalInt.of(2), tokenizer.eosId());
        assertEquals(OptionalInt.of(0), tokenizer.unkId());
        int[] ids = tokenizer.encode("<s></s><unk><0x0A>");
        assertTrue(Arrays.stream(ids).allMatch(id -> id >= TrainedVocabulary.FIXED_PIECES), Arrays.toString(ids));
    }

    @Test
    void theOrderOfTextsDoesNotMatter() {
        List<String> reversed = new ArrayList<>(SENTENCES);
        Collections.reverse(reversed);

        assertArrayEquals(
                trained(450, SENTENCES).bytes(), trained(450, reversed).bytes());
    }

    @Test
    void moreTextMayFollow() {
        TokenizerTrainer trainer = new TokenizerTrainer(1000);
        SENTENCES.subList(0, 2).forEach(trainer::add);
        trainer.train();
        SENTENCES.subList(2, 5).forEach(trainer::add);

        assertEquals(trained(1000, SENTENCES).pieces(), trainer.train().pieces());
    }

    @Test
    void nothingThatOccursOnceIsJoinedAndNothingLongerThanSixteenCharacters() {
        TrainedVocabulary vocabulary = trained(32_000, List.of("unique", "repeated " + "m".repeat(300), "repeated"));

        assertTrue(vocabulary.pieces().contains("▁repeated"));
        assertTrue(vocabulary.pieces().contains("m".repeat(16)));
        assertFalse(vocabulary.pieces().contains("▁unique"));
        assertTrue(vocabulary.pieces().stream().allMatch(piece -> piece.length() <= 16));
    }

    @Test
    void forgetsTheRarestWordsWhenThereAreTooMany() {
        WordCounts words = new WordCounts(100);
        for (int i = 0; i < 1_000; i++) {
            words.add("often");
            words.add("rare" + (char) ('a' + i % 26) + (char) ('a' + i / 26));
        }

        assertEquals(new WordCounts.Word("▁often", 1_000), words.words().get(0));
        int held = words.words().stream().mapToInt(word -> word.text().length()).sum();
        assertTrue(held <= 100, held + " characters");
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        for (int size : new int[] {-1, 0, 399, 32_001}) {
            assertThrows(IllegalArgumentException.class, () -> new TokenizerTrainer(size), "" + size);
        }
    }

    @Test
    void noTextIsRefused() {
        TokenizerTrainer trainer = new TokenizerTrainer(400);
        trainer.add("");

        String message = assertThrows(LlavaMedException.class, trainer::train).getMessage();
        assertTrue(message.contains("no text"), message);
    }

    @Test
    void tooManyCharactersAreRefusedWithTheSizeThatIsNeeded() {
        String characters = IntStream.range(0x4e00, 0x4e00 + 200)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        TokenizerTrainer trainer = new TokenizerTrainer(459);
        trainer.add(characters);

        // 3 special pieces, 256 bytes, ▁ and 200 characters
        String message = assertThrows(LlavaMedException.class, trainer::train).getMessage();
        assertTrue(message.contains("459") && message.contains("need 460"), message);
        assertEquals(460, trained(460, List.of(characters)).size());
    }

    @Test
    void aTokenizerThatIsThereIsNotReplaced() throws IOException {
        Path file = TestFiles.write(directory, "tokenizer.model", "another");

        TrainedVocabulary vocabulary = trained(400, SENTENCES);
        String message = assertThrows(LlavaMedException.class, () -> vocabulary.write(directory))
                .getMessage();

        assertTrue(message.contains("tokenizer.model: is already there"), message);
        assertEquals("another", Files.readString(file));
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private Tokenizer tokenizer(int size, List<String> texts) {
        // Twice, because what occurs once is not joined.
        List<String> twice = new ArrayList<>(texts);
        twice.addAll(texts);
        trained(size, twice).write(directory);
        return Tokenizer.load(directory);
    }

    private static TrainedVocabulary trained(int size, List<String> texts) {
        TokenizerTrainer trainer = new TokenizerTrainer(size);
        texts.forEach(trainer::add);
        return trainer.train();
    }

    private static List<String> pieces(Tokenizer tokenizer, String text) {
        return Arrays.stream(tokenizer.encode(text)).mapToObj(tokenizer::piece).toList();
    }

    private static void repeat(TokenizerTrainer trainer, String text, int times) {
        for (int i = 0; i < times; i++) {
            trainer.add(text);
        }
    }
}

package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.CheckpointException;

/** Files of every kind that is read or refused, small enough to see what they say. */
class TinyModelTest {
    private static final String BYTES = bytes();

    @TempDir
    Path folder;

    private static String bytes() {
        StringBuilder text = new StringBuilder("\"<unk>\":0,\"<s>\":1,\"</s>\":2");
        for (int value = 0; value < 256; value++) {
            text.append(String.format(",\"<0x%02X>\":%d", value, value + 3));
        }
        return text.toString();
    }

    /** A tokenizer.json with ▁, a, b, ab and ▁ab as 259 to 263. */
    static String json(String spacing, String merges, boolean strip, String more) {
        return "{\"added_tokens\":[{\"id\":1,\"content\":\"<s>\",\"special\":true},{\"id\":264,\"content\":\"<image>\","
                + "\"special\":true}]," + spacing
                + ",\"decoder\":{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"▁\"},"
                + "\"content\":\" \"},{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"}"
                + (strip ? ",{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}" : "")
                + "]},\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,\"unk_token\":\"<unk>\",\"vocab\":{" + BYTES
                + ",\"▁\":259,\"a\":260,\"b\":261,\"ab\":262,\"▁ab\":263},\"merges\":" + merges + "}" + more + "}";
    }

    static final String PAIRS = "[[\"a\",\"b\"],[\"▁\",\"ab\"]]";
    static final String LEGACY = "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\","
            + "\"prepend\":\"▁\"},{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}]}";

    private static String metaspace(String scheme) {
        return "\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"" + scheme
                + "\",\"split\":false}";
    }

    private int[] prompt(String text) {
        return Tokenizer.load(folder).encode(List.of(TextSpan.template(text)), false);
    }

    @Test
    void tokenizerJsonOfBothAgesIsRead() {
        TestFiles.write(folder, "tokenizer.json", json(LEGACY, "[\"a b\",\"▁ ab\"]", true, ""));
        assertArrayEquals(new int[] {263, 264, 263, 264, 259, 263}, prompt("ab<image>ab<image> ab"));
        assertTrue(Tokenizer.load(folder).legacy());
        assertEquals(OptionalInt.of(264), Tokenizer.load(folder).id("<image>"));
        assertEquals(265, Tokenizer.load(folder).vocabularySize());
        TestFiles.write(folder, "tokenizer.json", json(metaspace("always"), PAIRS, true, ""));
        assertArrayEquals(new int[] {263, 264, 263, 264, 263}, prompt("ab<image>ab<image> ab"));
        TestFiles.write(folder, "tokenizer.json", json(metaspace("first"), PAIRS, true, ""));
        assertArrayEquals(new int[] {263, 264, 262, 264, 263}, prompt("ab<image>ab<image> ab"));
        TestFiles.write(folder, "tokenizer.json", json(metaspace("never"), PAIRS, false, ""));
        assertArrayEquals(new int[] {262, 264, 262}, prompt("ab<image>ab"));
        assertEquals(" ab", Tokenizer.load(folder).decode(263));
    }

    @Test
    void bosFollowsThePostProcessorUnlessTheConfigurationSaysOtherwise() {
        String template =
                ",\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"<s>\"}},"
                        + "{\"Sequence\":{\"id\":\"A\"}}]}";
        TestFiles.write(folder, "tokenizer.json", json(LEGACY, PAIRS, true, template));
        assertTrue(Tokenizer.load(folder).addsBos());
        TestFiles.write(folder, "tokenizer_config.json", "{\"add_bos_token\": false}");
        assertEquals(false, Tokenizer.load(folder).addsBos());
    }

    @Test
    void otherTokenizersAreRefusedSayingWhatWasFound() {
        String good = json(LEGACY, PAIRS, true, "");
        refused("tokenizer.json", good.replace("\"type\":\"BPE\"", "\"type\":\"Unigram\""), "Unigram");
        refused("tokenizer.json", good.replace("\"byte_fallback\":true", "\"byte_fallback\":false"), "byte_fallback");
        refused("tokenizer.json", good.replace("\"Prepend\"", "\"Lowercase\""), "Lowercase");
        refused("tokenizer.json", good.replace("\"Fuse\"", "\"WordPiece\""), "WordPiece");
        refused("tokenizer.json", good.replace("[\"a\",\"b\"]", "[\"a\",\"x\"]"), "merges[0]");
        refused("tokenizer.json", good.replace("\"▁ab\":263", "\"▁ab\":262"), "262");
        refused("tokenizer.json", good.replace("\"▁ab\":263", "\"▁ab\":270"), "270");
        refused("tokenizer.json", good.replace("\"id\":264", "\"id\":260"), "<image>");
        refused("tokenizer.json", good.replace("\"<0x41>\"", "\"A\""), "<0x41>");
        refused("tokenizer.json", json(metaspace("first").replace("false", "true"), PAIRS, true, ""), "split");
    }

    private void refused(String name, String text, String expected) {
        TestFiles.write(folder, name, text);
        CheckpointException e = assertThrows(CheckpointException.class, () -> Tokenizer.load(folder));
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(name), e.getMessage());
    }

    private void refused(TinyModel model, String expected) {
        model.write(folder);
        CheckpointException e = assertThrows(CheckpointException.class, () -> Tokenizer.load(folder));
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("tokenizer.model"), e.getMessage());
    }

    @Test
    void otherSentencePieceModelsAreRefused() {
        refused(TinyModel.llama("a").trainer(3, 1), "unigram");
        refused(TinyModel.llama("a").trainer(35, 0), "byte_fallback");
        refused(TinyModel.llama("a").normalizer(1, "nmt_nfkc").normalizer(2, "table"), "nmt_nfkc");
        refused(TinyModel.llama("a").piece("u", 0, TinyModel.USER_DEFINED), "USER_DEFINED");
        refused(TinyModel.llama("a", "a"), "same text");
        refused(TinyModel.llama("a").piece("n", Float.NaN, TinyModel.NORMAL), "NaN");
        refused(TinyModel.llama("a").piece("", 0, TinyModel.NORMAL), "empty");
        refused(TinyModel.llama("a".repeat(300)), "300");
        refused(TinyModel.llama("a").trainer(41, 9999), "bos_id");
    }

    @Test
    void equalScoresMergeFromTheLeftAndUnknownHalvesStillMerge() {
        TinyModel model =
                TinyModel.llama().piece("xy", -1, 1).piece("yz", -1, 1).piece("▁", -5, 1);
        model.write(folder);
        // x, y and z have no pieces of their own: xy merges all the same, z falls back to its byte
        assertArrayEquals(new int[] {261, 259, 3 + 'z'}, prompt("xyz"));
        assertEquals("xyz", Tokenizer.load(folder).decode(prompt("xyz")));
    }

    @Test
    void extraSpacesAreRemovedIfTheModelWasTrainedSo() {
        TinyModel.llama("▁", "a", "▁a").normalizer(4, 1).write(folder);
        assertArrayEquals(new int[] {261, 261}, prompt("  a   a  "));
        assertArrayEquals(new int[0], prompt("   "));
    }

    @Test
    void addedTokensComeFromTheOldFilesToo() {
        TinyModel.llama("▁", "a").write(folder);
        TestFiles.write(folder, "added_tokens.json", "{\"<im_patch>\": 262, \"[PAD]\": 261, \"x\": 263}");
        TestFiles.write(
                folder,
                "special_tokens_map.json",
                "{\"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"\", \"pad_token\": \"[PAD]\","
                        + "\"additional_special_tokens\": [\"<im_patch>\", \"<new>\"]}");
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertEquals(OptionalInt.of(262), tokenizer.id("<im_patch>"));
        assertTrue(tokenizer.isSpecial(262));
        assertTrue(tokenizer.isSpecial(261));
        assertEquals(false, tokenizer.isSpecial(263));
        assertEquals(OptionalInt.of(264), tokenizer.id("<new>"));
        assertEquals(OptionalInt.of(2), tokenizer.eosId());
        assertArrayEquals(new int[] {262, 262, 259, 260, 263}, prompt("<im_patch><im_patch>ax"));
        assertEquals("ax", tokenizer.decode(262, 259, 260, 263));
        assertEquals(
                List.of("tokenizer.model", "special_tokens_map.json", "added_tokens.json"), tokenizer.sourceFiles());
    }

    @Test
    void contradictionsAreRefused() {
        TinyModel.llama("▁", "a").write(folder);
        refused("added_tokens.json", "{\"<image>\": 5}", "<image>");
        refused("added_tokens.json", "{\"<image>\": 300, \"<x>\": 300}", "300");
        refused("added_tokens.json", "{\"<image>\": -1}", "-1");
        refused("added_tokens.json", "{\"<image>\": 2000000000}", "2000000000");
        refused("added_tokens.json", "{\"a\": 300}", "260");
        refused("added_tokens.json", "{\"<image>\": \"300\"}", "id");
        TestFiles.write(folder, "added_tokens.json", "{}");
        refused("tokenizer_config.json", "{\"model_max_length\": \"long\"}", "model_max_length");
        refused("tokenizer_config.json", "{\"legacy\": 1}", "legacy");
        refused("tokenizer_config.json", "{\"added_tokens_decoder\": {\"x\": {\"content\": \"y\"}}}", "\"x\"");
        refused("tokenizer_config.json", "[", "JSON");
    }

    @Test
    void aFileOfAnotherNameIsNamedNotGuessed() {
        TestFiles.mistral(folder)
                .toFile()
                .renameTo(folder.resolve("tokenizer.model.v1").toFile());
        CheckpointException e = assertThrows(CheckpointException.class, () -> Tokenizer.load(folder));
        assertTrue(String.valueOf(e.getMessage()).contains("tokenizer.model.v1"), e.getMessage());
        Path missing = folder.resolve("missing");
        assertThrows(CheckpointException.class, () -> Tokenizer.load(missing));
    }

    @Test
    void stories260kTellsItsStory() throws IOException {
        TestFiles.resource("../stories260k/tokenizer.model", folder.resolve("tokenizer.model"));
        Path ids = TestFiles.resource("../stories260k/greedy.json", folder.resolve("greedy.json"));
        Path story = TestFiles.resource("../stories260k/greedy.txt", folder.resolve("greedy.txt"));
        Tokenizer tokenizer = Tokenizer.load(folder);
        assertEquals(512, tokenizer.vocabularySize());
        int[] tokens = new ObjectMapper().readValue(ids.toFile(), int[].class);
        assertEquals(Files.readString(story), tokenizer.decode(tokens) + "\n");
        assertArrayEquals(
                new int[] {403, 407, 261, 378, 432, 383, 286}, tokenizer.encode("Once upon a time, there was"));
        assertArrayEquals(new int[] {410, 410, 320, 417, 410, 233, 191, 165}, tokenizer.encode("  Hi 漢"));
    }
}

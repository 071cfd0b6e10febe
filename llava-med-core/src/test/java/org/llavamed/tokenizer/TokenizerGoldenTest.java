package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids and texts of SentencePiece and of transformers' slow tokenizer, made by make_tokenizer_goldens.py. */
class TokenizerGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<JsonNode> LINES = new ArrayList<>();

    @TempDir
    static Path folder;

    private static final Map<Boolean, Tokenizer> TOKENIZERS = new HashMap<>();

    @BeforeAll
    static void load() throws IOException {
        Path goldens = TestFiles.resource("tokenizer-goldens.jsonl", folder.resolve("goldens.jsonl"));
        for (String line : Files.readAllLines(goldens)) {
            LINES.add(JSON.readTree(line));
        }
        TestFiles.mistral(folder);
        String added = LINES.get(0).get("added_tokens_decoder").toString();
        for (boolean legacy : new boolean[] {true, false}) {
            TestFiles.write(
                    folder,
                    "tokenizer_config.json",
                    "{\"legacy\": " + legacy + ", \"model_max_length\": 1e30, \"pad_token\": \"<pad>\","
                            + "\"added_tokens_decoder\": " + added + "}");
            TOKENIZERS.put(legacy, Tokenizer.load(folder));
        }
    }

    private static Tokenizer tokenizer(boolean legacy) {
        return Objects.requireNonNull(TOKENIZERS.get(legacy));
    }

    private static List<JsonNode> lines(String kind) {
        return LINES.stream()
                .filter(line -> line.get("kind").asText().equals(kind))
                .toList();
    }

    private static int[] ids(JsonNode line) {
        return StreamSupport.stream(line.get("ids").spliterator(), false)
                .mapToInt(JsonNode::intValue)
                .toArray();
    }

    @Test
    void userTextIsEncodedAsSentencePieceDoesItEvenIfItLooksLikeTokens() {
        List<JsonNode> plain = lines("plain");
        assertTrue(plain.size() >= 100);
        for (JsonNode line : plain) {
            String text = line.get("text").textValue();
            assertArrayEquals(ids(line), tokenizer(true).encode(text), () -> line.toString());
        }
    }

    @Test
    void textComesBackAsSentencePieceDecodesIt() {
        List<JsonNode> lines = new ArrayList<>(lines("plain"));
        lines.addAll(lines("decode"));
        assertTrue(lines.size() >= 150);
        for (JsonNode line : lines) {
            assertEquals(line.get("decoded").textValue(), tokenizer(true).decode(ids(line)), () -> line.toString());
        }
    }

    @Test
    void templateTextIsEncodedAsTransformersDoesItWithAndWithoutLegacy() {
        List<JsonNode> prompts = lines("prompt");
        assertTrue(prompts.size() >= 150);
        for (JsonNode line : prompts) {
            boolean legacy = line.get("legacy").booleanValue();
            int[] ids = tokenizer(legacy)
                    .encode(List.of(TextSpan.template(line.get("text").textValue())), false);
            assertArrayEquals(ids(line), ids, () -> line + " but " + Arrays.toString(ids));
        }
    }
}

package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The 800 golden lines of a folder outside the project, given by the system property llavamed.shared; skipped without. */
@EnabledIfSystemProperty(named = "llavamed.shared", matches = ".+")
class SharedTokenizerTest {
    private static final Path SHARED = Path.of(System.getProperty("llavamed.shared", ""));

    @ParameterizedTest
    @CsvSource({
        "llama/tokenizer.model, tokenizer.model, tokenizer-llama.jsonl",
        "mistral-7b-v1/tokenizer.model.v1, tokenizer.model, tokenizer-mistral-v1.jsonl",
        "mistral-7b-v1/tokenizer.json, tokenizer.json, tokenizer-mistral-v1.jsonl"
    })
    void everyLineAgreesBothWays(String source, String name, String goldens, @TempDir Path folder) throws IOException {
        Files.copy(SHARED.resolve("tokenizers").resolve(source), folder.resolve(name));
        Path config = SHARED.resolve("tokenizers/mistral-7b-v1/tokenizer_config.json");
        Files.copy(config, folder.resolve("tokenizer_config.json"));
        Tokenizer tokenizer = Tokenizer.load(folder);
        int lines = 0;
        for (String line : Files.readAllLines(SHARED.resolve("golden").resolve(goldens))) {
            JsonNode golden = new ObjectMapper().readTree(line);
            int[] ids = StreamSupport.stream(golden.get("ids").spliterator(), false)
                    .mapToInt(JsonNode::intValue)
                    .toArray();
            assertArrayEquals(ids, tokenizer.encode(golden.get("text").textValue()), line);
            assertEquals(golden.get("decoded").textValue(), tokenizer.decode(ids), line);
            lines++;
        }
        assertEquals(400, lines);
    }
}

package org.llavamed.tokenizer;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.CheckpointException;

/** Files cut off or with flipped bits load or are refused by our own exception; nothing else happens. */
class DamagedTokenizerTest {
    @TempDir
    Path folder;

    private void damage(String name, int times, long seed) throws IOException {
        Path file = folder.resolve(name);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < times; i++) {
            byte[] bad = good.clone();
            if (i % 2 == 0) {
                bad = Arrays.copyOf(bad, random.nextInt(good.length));
            } else {
                // half of the flips near an end, where the headers are
                int at = i % 4 == 1 ? random.nextInt(good.length) : Math.max(0, good.length - 1 - random.nextInt(400));
                bad[at] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file, bad);
            refused += assertTimeoutPreemptively(Duration.ofSeconds(20), () -> loadOrRefuse(name)) ? 0 : 1;
        }
        assertTrue(refused > times / 4, "only " + refused + " refused");
        Files.write(file, good);
    }

    private boolean loadOrRefuse(String name) {
        Tokenizer tokenizer;
        try {
            tokenizer = Tokenizer.load(folder);
        } catch (CheckpointException e) {
            assertTrue(String.valueOf(e.getMessage()).contains(name), e.getMessage());
            return false;
        }
        tokenizer.decode(tokenizer.encode(List.of(TextSpan.template("Is this é 🩻</s> normal?\n")), false));
        return true;
    }

    @Test
    void mistralModel() throws IOException {
        TestFiles.mistral(folder);
        damage("tokenizer.model", 100, 1);
    }

    @Test
    void smallModel() throws IOException {
        TestFiles.resource("../stories260k/tokenizer.model", folder.resolve("tokenizer.model"));
        damage("tokenizer.model", 400, 2);
    }

    @Test
    void tokenizerConfiguration() throws IOException {
        TestFiles.resource("../stories260k/tokenizer.model", folder.resolve("tokenizer.model"));
        TestFiles.write(
                folder,
                "tokenizer_config.json",
                "{\"add_bos_token\":true,\"legacy\":false,\"model_max_length\":2048,\"bos_token\":\"<s>\",\"added_tokens_decoder\":{"
                        + "\"512\":{\"content\":\"<im_start>\",\"lstrip\":true,\"special\":true},"
                        + "\"513\":{\"content\":\"<im_end>\",\"rstrip\":true,\"special\":true}}}");
        damage("tokenizer_config.json", 400, 3);
    }

    @Test
    void tokenizerJson() throws IOException {
        TestFiles.write(
                folder, "tokenizer.json", TinyModelTest.json(TinyModelTest.LEGACY, TinyModelTest.PAIRS, true, ""));
        damage("tokenizer.json", 400, 4);
    }
}

package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class MetricsFileTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void aStepIsOneObject() throws IOException {
        assertEquals(
                "{\"step\":7,\"loss\":0.1,\"lr\":0.002,\"grad_norm\":0.75,\"samples\":4,\"learned_tokens\":40,"
                        + "\"total_steps\":100,\"epoch\":0.7,\"images\":3,\"tokens\":120,\"seconds\":0.5,"
                        + "\"samples_per_second\":8.0}",
                Steps.step(7, 0.1).toJson());
        JsonNode two = json(Steps.step(1, Double.NaN, Steps.rates(0, 1e-5)).toJson());
        assertTrue(two.get("loss").isNull());
        assertEquals(1e-5, two.get("lr").doubleValue());
        assertEquals(
                "{\"lora\":1.0E-5,\"projector\":0.0}", two.get("lr_by_module").toString());
        double digits = 2.345678901234567;
        assertEquals(digits, json(Steps.step(1, digits).toJson()).get("loss").doubleValue());
        assertThrows(IllegalArgumentException.class, () -> Steps.step(0, 1));
    }

    @Test
    void everyStepIsThereAtOnce() throws IOException {
        Path path = folder.resolve("new").resolve("metrics.jsonl");
        try (MetricsFile file = new MetricsFile(path)) {
            assertFalse(Files.exists(path));
            assertThrows(IllegalStateException.class, () -> file.step(Steps.step(1, 1)));
            file.started(Steps.start(1));
            for (int i = 1; i <= 3; i++) {
                file.step(Steps.step(i, i));
                assertEquals(i, Files.readAllLines(path).size());
            }
            file.saved(3, folder);
        }
    }

    /** Whatever a kill leaves and wherever the checkpoint was, the file ends up as that of an uninterrupted run. */
    @Test
    void aResumedRunReadsAsOne() throws IOException {
        Path whole = folder.resolve("whole.jsonl");
        run(whole, 1, 30);
        byte[] expected = Files.readAllBytes(whole);
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            Path path = folder.resolve("cut.jsonl");
            byte[] left = Arrays.copyOf(expected, random.nextInt(expected.length + 1));
            Files.write(path, left);
            long complete =
                    Files.readString(path).chars().filter(c -> c == '\n').count();
            long checkpoint = complete == 0 ? 0 : random.nextInt((int) complete + 1); // steps it contains
            run(path, checkpoint + 1, 30);
            assertEquals(
                    new String(expected, StandardCharsets.UTF_8),
                    Files.readString(path),
                    "cut at " + left.length + ", resumed after " + checkpoint);
        }
    }

    @Test
    void whatIsNotMetricsIsLeftAlone() throws IOException {
        for (String content :
                List.of("# notes\n", "[1]\n", "{\"step\":1}\n{\"step\":\"2\"}\n", "notes", "{\"step\":-1}\n")) {
            Path path = Files.writeString(folder.resolve("notes.jsonl"), content);
            try (MetricsFile file = new MetricsFile(path)) {
                LlavaMedException e =
                        assertThrows(LlavaMedException.class, () -> file.started(Steps.start(5)), content);
                assertTrue(e.getMessage().contains("notes.jsonl:"), e.getMessage());
            }
            assertEquals(content, Files.readString(path));
        }
        try (MetricsFile file = new MetricsFile(folder)) {
            assertThrows(LlavaMedException.class, () -> file.started(Steps.start(1)));
        }
    }

    @Test
    void whatAPowerFailureLeavesIsCut() throws IOException {
        Path path = Files.writeString(
                folder.resolve("metrics.jsonl"), Steps.step(1, 1).toJson() + "\n" + "\0".repeat(100));
        run(path, 2, 2);
        assertEquals(List.of(Steps.step(1, 1).toJson(), Steps.step(2, 0.5).toJson()), Files.readAllLines(path));
    }

    private static void run(Path path, long first, long last) {
        try (MetricsFile file = new MetricsFile(path)) {
            file.started(Steps.start(first));
            for (long i = first; i <= last; i++) {
                file.step(Steps.step(i, 1.0 / i));
            }
        }
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}

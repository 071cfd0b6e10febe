package org.llavamed.data.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.TrainingSample;

/** Random files, and files with random damage. */
class SamplesFuzzTest {
    private static final String[] PIECES = {
        "a",
        " ",
        "\n",
        "\"",
        "\\",
        "}",
        "{",
        "[",
        "]",
        ",",
        "\u00e9",
        "\u20ac",
        "\ud83e\ude7a",
        "<image",
        "\u0000",
        "\u2028",
        "\ufeff",
        "/"
    };

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Random random = new Random(4);
        ObjectMapper json = new ObjectMapper();
        for (int round = 0; round < 60; round++) {
            boolean lines = random.nextBoolean();
            boolean pretty = !lines && random.nextBoolean();
            int size = 1 + random.nextInt(40);
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "\ufeff" : "").append(lines ? "" : "[");
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                String question = "q" + text(random, random.nextInt(200) == 0 ? 70_000 : 30);
                String answer = "a" + text(random, 30);
                ObjectNode record = JsonNodeFactory.instance.objectNode();
                record.put("extra", text(random, 10));
                ArrayNode turns = record.put("id", "r" + i).putArray("conversations");
                turns.addObject().put("from", "human").put("value", question);
                turns.addObject().put("from", "gpt").put("value", answer);
                String written = pretty ? record.toPrettyString() : json.writeValueAsString(record);
                text.append(written)
                        .append(i + 1 == size ? "" : lines ? "\n" : ",")
                        .append(random.nextBoolean() ? "" : lines ? " \r\n" : " \r\n ");
                expected.add(("r" + i + " USER:" + question + " | ASSISTANT:" + answer).replace('\n', '/'));
            }
            Path file = Files.writeString(folder.resolve("f"), text.append(lines ? "" : "]"));
            try (DialogueSamples samples = DialogueSamples.open(file, null)) {
                assertEquals(size, samples.size());
                for (int i = size - 1; i >= 0; i--) {
                    TrainingSample sample = samples.sample(i);
                    assertEquals(expected.get(i), sample.id() + " " + SampleFiles.script(sample));
                }
            }
        }
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(length); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** Damaged files open or are refused in the library's words; what opens can be read to its end. */
    @Test
    void damage() throws IOException {
        Random random = new Random(5);
        int opened = 0;
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            boolean lines = random.nextBoolean();
            String record = "{'id':'x','image':'a.jpg'," + SampleFiles.TALK + "}";
            String good = (lines ? record + "\n" + record : "[" + record + ",\n" + record + "]").replace('\'', '"');
            byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(3); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[],:\"\\ 0\n".charAt(random.nextInt(11));
            }
            int end = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            Path file = Files.write(folder.resolve("d"), Arrays.copyOf(bytes, end));
            OpeningOptions options = new OpeningOptions(random.nextBoolean(), ReadingProgress.NONE);
            try (DialogueSamples samples = DialogueSamples.open(file, folder, options)) {
                opened++;
                for (int i = 0; i < samples.size(); i++) {
                    try {
                        samples.sample(i);
                    } catch (LlavaMedException e) { // only the image may be missing
                        assertTrue(e.getMessage().contains("image \""), e.getMessage());
                    }
                }
            } catch (LlavaMedException e) {
                refused++;
                assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            }
        }
        assertTrue(opened > 30 && refused > 100, opened + " opened, " + refused + " refused");
    }
}

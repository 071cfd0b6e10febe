package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateSensitivityCommandTest {
    @TempDir
    static Path shared = Path.of("");

    private static String model = "";
    private static String images = "";
    private static String truth = "";

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void prepare() throws IOException {
        model = shared.resolve("tiny").toString();
        images = shared.toString();
        Run.of("random-checkpoint", "--like", "tiny-llava-med-v1.5", "--output", model)
                .expect(0);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            BufferedImage image = new BufferedImage(20 + i, 16, BufferedImage.TYPE_INT_RGB);
            for (int x = 0; x < 16; x++) {
                image.setRGB(x, x, 0xff0000 >> (8 * i));
            }
            ImageIO.write(image, "png", shared.resolve(i + ".png").toFile());
            lines.append(
                    "{\"id\": " + i + ", \"image\": \"" + i + ".png\", \"answer_type\": \"CLOSED\", \"conversations\":"
                            + " [{\"from\": \"human\", \"value\": \"Is there gas?\\n<image>\"}, {\"from\": \"gpt\", \"value\":"
                            + " \"" + (i == 0 ? "no" : "yes") + "\"}]}\n");
        }
        truth = Files.writeString(shared.resolve("truth.jsonl"), lines).toString();
    }

    private Run run(String... more) {
        return typed(Run::of, more);
    }

    private interface Start {
        Run of(String... args);
    }

    private Run typed(Start start, String... more) {
        String[] args = {
            "evaluate",
            "sensitivity",
            "--model",
            model,
            "--ground-truth",
            truth,
            "--image-folder",
            images,
            "--output",
            folder.resolve("out").toString(),
            "--max-new-tokens",
            "2"
        };
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return start.of(all);
    }

    @Test
    void printsOneObjectAndTheSameWhenRunAgain() {
        Run run = run("--json", "--name", "a name").expect(0);
        assertEquals(1, run.out().lines().count());
        JsonNode json = run.json();
        assertEquals("a name", json.get("name").asText());
        assertEquals(3, json.get("questions").asInt());
        assertEquals(4, json.get("conditions").size());
        assertEquals("swapped", json.get("conditions").get(3).get("condition").asText());
        for (String key : new String[] {
            "expected_yes_rate", "yes_bias", "hallucination_rate", "undecided", "baselines", "notes", "model_id"
        }) {
            assertTrue(json.has(key), key);
        }
        assertEquals(run.out(), run("--json", "--name", "a name").expect(0).out());
    }

    @Test
    void printsATableOfTheChosenConditions() {
        Run run = run("--conditions", "none,swapped", "--limit", "2").expect(0);
        assertTrue(run.out().contains("no image") && run.out().contains("another patient's"), run.out());
        assertFalse(run.out().contains("noise"), run.out());
        assertTrue(run.err().contains("note: only the first 2 of 3 questions"), run.err());
        assertTrue(run.err().contains("6 answers under 3 conditions"), run.err());
    }

    @Test
    void asksProbes() throws IOException {
        Path probes = Files.writeString(
                folder.resolve("probes.jsonl"), "{\"id\": \"p\", \"image\": \"1.png\", \"finding\": \"a hernia\"}\n");
        Run run = run("--conditions", "none", "--probes", probes.toString(), "--json")
                .expect(0);
        assertEquals(1, run.json().get("probes").get("more").asInt());
        assertTrue(Files.readString(folder.resolve("out/probes.jsonl")).contains("any sign of a hernia"));
    }

    @Test
    void ctrlCEndsItWithItsAnswersKept() throws IOException {
        run("--seed", "1", "--limit", "2").expect(0);
        Run run = typed(args -> Run.interruptedByProgress("original: 2 of 12", args), "--seed", "1")
                .expect(ExitCode.CANCELLED);
        assertTrue(run.err().contains("cancelled; run again to go on"), run.err());
        assertEquals(2, Files.readAllLines(folder.resolve("out/original.jsonl")).size());
        run("--seed", "1").expect(0);
    }

    @Test
    void wrongUseAndBadInput() {
        assertTrue(run("--limit", "0").expect(2).err().contains("limit"));
        assertTrue(run("--resamples", "5").expect(2).err().contains("resamples"));
        assertTrue(run("--conditions", "blur").expect(2).err().contains("blur"));
        assertTrue(run("--probes", "/no/such").expect(1).err().contains("no such file"));
        assertTrue(Run.of("evaluate", "sensitivity").expect(2).err().contains("--output"));
        assertTrue(Run.of("evaluate", "sensitivity", "--output", "o")
                .expect(2)
                .err()
                .contains("--ground-truth"));
        assertTrue(run("--dataset", "slake").expect(2).err().contains("exclude each other"));
        assertFalse(Files.exists(folder.resolve("out")));
    }
}

package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.AdapterFiles;
import org.llavamed.checkpoint.AdapterSettings;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.checkpoint.TensorValues;
import org.llavamed.examples.demo.DemoImage;
import org.llavamed.examples.demo.DemoTokenizer;

class AssembleCommandTest {
    @TempDir
    static Path shared = Path.of("");

    private static String language = "";
    private static String tower = "";
    private static String image = "";

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void parts() {
        RandomShape shape = Objects.requireNonNull(RandomShapes.find("tiny-llava-med-v1.5"));
        language = shared.resolve("language").toString();
        DemoTokenizer.withFile(tokenizer -> RandomCheckpoint.of(shape.withVision(null))
                .withTokenizerModel(tokenizer)
                .write(Path.of(language), written -> {}));
        Path whole = shared.resolve("whole");
        RandomCheckpoint.of(shape.withTowerFolder(true)).write(whole, written -> {});
        tower = whole.resolve("tower").toString();
        image = shared.resolve("phantom.png").toString();
        DemoImage.copyTo(Path.of(image));
    }

    private String output() {
        return folder.resolve("start").toString();
    }

    private Run assemble(String... more) {
        List<String> args = Stream.concat(
                        Stream.of(
                                "assemble",
                                "--language-model",
                                language,
                                "--vision-tower",
                                tower,
                                "--output",
                                output()),
                        Stream.of(more))
                .toList();
        return Run.of(args.toArray(new String[0]));
    }

    private JsonNode ask(String... more) {
        List<String> args = Stream.concat(
                        Stream.of("ask", "--model", output(), "--image", image, "--question", "What?", "--json"),
                        Stream.concat(Stream.of("--max-new-tokens", "8"), Stream.of(more)))
                .toList();
        return Run.of(args.toArray(new String[0])).expect(0).json();
    }

    @Test
    void theStartCheckpointCanBeAsked() {
        Run run = assemble("--projector", "mlp2x_gelu").expect(0);
        assertEquals(output() + System.lineSeparator(), run.out());
        assertTrue(run.err().contains("100 %"), run.err());
        assertEquals(8, ask().get("token_ids").size());
        JsonNode report =
                Run.of("inspect", "--model", output(), "--json").expect(0).json();
        assertEquals("mlp", report.at("/projector/type").asText());
        assertEquals(0, report.get("missing").size());
    }

    @Test
    void markersAreAddedAndTold() {
        JsonNode told = assemble("--start-end", "--projector", "linear", "--type", "f32", "--json")
                .expect(0)
                .json();
        int start = told.at("/added_tokens/<im_start>").asInt();
        assertEquals(told.at("/added_tokens/<im_patch>").asInt() + 1, start);
        assertTrue(ask("--template", "vicuna_v1")
                .get("prompt_token_ids")
                .toString()
                .contains("," + start + ",-200,"));
        assertEquals(output(), told.get("output").asText());
    }

    @Test
    void wrongUseIsRefused() throws IOException {
        assertTrue(assemble("--projector", "mlp").expect(2).err().contains("mlpNx_gelu"));
        assertTrue(assemble("--type", "i8").expect(2).err().contains("bf16, f16 or f32"));
        assertTrue(Run.of("assemble", "--output", "x").expect(2).err().contains("--language-model"));
        Run other = Run.of("assemble", "--language-model", tower, "--vision-tower", tower, "--output", output());
        assertFalse(other.expect(1).err().contains("unexpected"), other.err());
        Files.createDirectories(folder.resolve("start"));
        Files.writeString(folder.resolve("start/mine"), "x");
        assertTrue(assemble().expect(1).err().contains("not empty"));
        assertTrue(Run.of("ask", "--question", "x", "--adapter", "d")
                .expect(2)
                .err()
                .contains("--model DIR"));
    }

    @Test
    void ctrlCLeavesNothing() throws IOException {
        Run run = Run.interruptedByProgress(
                "of weights", "assemble", "--language-model", language, "--vision-tower", tower, "--output", output());
        assertEquals(ExitCode.CANCELLED, run.code(), run.err());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void projectorAndAdapterChangeTheAnswerAndAreShown() {
        assemble("--type", "f32").expect(0);
        Checkpoint base = Checkpoint.open(Path.of(output()), CheckpointOptions.defaults());
        Random random = new Random(5);
        TensorValues values = (name, first, target) -> {
            while (target.hasRemaining()) {
                target.put((float) random.nextGaussian());
            }
        };
        Path projector = folder.resolve("mm_projector.safetensors");
        ProjectorFile.write(projector, base, false, values);
        Path adapter = folder.resolve("adapter");
        AdapterSettings settings = new AdapterSettings(2, 4, 0, List.of("v_proj", "up_proj"));
        AdapterFiles.write(adapter, base, settings, "base", false, false, values);
        String plain = ask().get("token_ids").toString();
        String projected =
                ask("--projector", projector.toString()).get("token_ids").toString();
        String adapted = ask("--adapter", adapter.toString()).get("token_ids").toString();
        assertNotEquals(plain, projected);
        assertNotEquals(plain, adapted);
        Run table = Run.of(
                        "inspect",
                        "--model",
                        output(),
                        "--adapter",
                        adapter.toString(),
                        "--projector",
                        projector.toString())
                .expect(0);
        assertTrue(table.out().contains(adapter.toString()) && table.out().contains(projector.toString()), table.out());
    }
}

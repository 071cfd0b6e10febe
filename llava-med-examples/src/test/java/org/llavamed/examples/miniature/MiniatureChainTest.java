package org.llavamed.examples.miniature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.GenerationOptions;
import org.llavamed.LlavaMed;
import org.llavamed.Reply;
import org.llavamed.image.ImageSource;

/** The whole chain, so small that nothing is learned but a little. */
class MiniatureChainTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MiniatureSettings TINY = MiniatureSettings.named("tiny");

    @TempDir
    Path folder;

    private final List<String> lines = new ArrayList<>();
    private volatile boolean stop;

    /** Stops when something is told. */
    private ChainReport train(MiniatureSettings settings, String stopAt) {
        lines.clear();
        stop = false;
        ChainListener listener = new ChainListener() {
            @Override
            public void tell(String line) {
                lines.add(line);
                stop |= !stopAt.isEmpty() && line.contains(stopAt);
            }

            @Override
            public void progress(String line) {
                tell(line);
            }
        };
        return new Miniature(folder, settings, 3, listener, () -> stop, false).train();
    }

    private boolean told(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    private List<Double> losses(String stage) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(stage).resolve("metrics.jsonl"))) {
            assertEquals(losses.size() + 1, JSON.readTree(line).get("step").asInt());
            losses.add(JSON.readTree(line).get("loss").asDouble());
        }
        return losses;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElseThrow();
    }

    @Test
    void trainsFromNothingResumesAndAnswers() throws IOException {
        ChainReport stopped = train(TINY, "language: step 15 of ");
        assertFalse(stopped.finished());
        assertTrue(Files.isDirectory(folder.resolve("language/checkpoint-15")));
        assertTrue(Files.exists(folder.resolve("index.html")));

        ChainReport report = train(TINY, "");
        assertTrue(report.finished(), lines.toString());
        assertEquals("language", report.ran().get(0));
        assertTrue(told("language: resumed with step 16 of "), lines.toString());
        assertTrue(report.skipped().contains("towers"));
        assertFalse(Files.exists(folder.resolve("language/checkpoint-15")));
        assertFalse(Files.exists(folder.resolve("features")));
        for (String stage : List.of("towers", "language", "stage1", "stage2")) {
            List<Double> losses = losses(stage);
            assertTrue(
                    mean(losses.subList(losses.size() - 5, losses.size())) < mean(losses.subList(0, 5)),
                    stage + ": " + losses);
            assertTrue(Files.readString(folder.resolve("index.html")).contains("href=\"" + stage + "/loss.html\""));
        }

        try (LlavaMed model = LlavaMed.load(folder.resolve("model"))) {
            Path image = folder.resolve("phantoms-test/images/test-3-000000.png");
            Reply reply = model.ask(
                    ImageSource.of(image),
                    "Is there a nodule?",
                    GenerationOptions.builder().maxNewTokens(4).build());
            assertTrue(reply.usage().generatedTokens() > 0);
        }

        Files.delete(folder.resolve("model/tower/preprocessor_config.json"));
        assertEquals(List.of("model"), train(TINY, "").ran());
        ChainReport shorter = train(shorterStage2(), "");
        assertEquals(List.of("stage2", "model", "evaluation"), shorter.ran());
        assertTrue(told("stage2: runs again, because recipe.max_steps was "), lines.toString());
        assertEquals(6, losses("stage2").size());
    }

    private static MiniatureSettings shorterStage2() throws IOException {
        var json = (ObjectNode) JSON.readTree(TINY.toJson());
        ((ObjectNode) json.at("/recipes/stage2")).put("max_steps", 6);
        Path file = Files.createTempFile("settings", ".json");
        try {
            return MiniatureSettings.read(Files.writeString(file, json.toString()));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void everyStageReadsWhatEarlierOnesWrite() {
        for (String scale : List.of("tiny", "full")) {
            List<Stage> stages = new Trends(MiniatureSettings.named(scale), 1).stages();
            Set<String> written = new TreeSet<>();
            Set<String> names = new HashSet<>();
            for (Stage stage : stages) {
                assertTrue(names.add(stage.name()), stage.name());
                // a model is read with all that was written of it, how it takes images, too
                for (String file : written) {
                    String model = file.replaceAll("/tower/[^/]+$|/[^/]+$", "");
                    if (file.endsWith("config.json") && stage.inputs().contains(model + "/model.safetensors")) {
                        assertTrue(stage.inputs().contains(file), stage.name() + " does not read " + file);
                    }
                }
                for (String input : stage.inputs()) {
                    assertTrue(written.contains(input), stage.name() + " reads " + input);
                }
                written.addAll(stage.outputs());
            }
            assertTrue(written.containsAll(
                    List.of("towers/preprocessor_config.json", "start/tower/preprocessor_config.json")));
            assertEquals(
                    8,
                    names.stream()
                            .filter(name -> name.startsWith("trends/evaluation-"))
                            .count());
        }
    }
}

package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.checkpoint.LanguageConfig.Family;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.examples.demo.DemoTokenizer;
import org.llavamed.safetensors.SafetensorsType;

/**
 * Twenty steps of {@code train} from files as torch took them: its losses, rates, samples and learned tokens. The goldens
 * are the core's; src/test/python/training there says what they are.
 */
class GoldenTrainingTest {
    private static final Path RESOURCES = Path.of("../llava-med-core/src/test/resources/org/llavamed");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "run-plain-stage1, 20, mm_projector.safetensors",
        "run-mistral-stage2, 20, model.safetensors",
        "run-text-language, 20, model.safetensors",
        "run-v1-lora, 1, adapter_model.safetensors" // LoRA's A has other start values: only B = 0 is the same
    })
    void stepsAreThoseOfTorch(String name, int compared, String written) throws IOException {
        JsonNode golden = JSON.readTree(file("training/" + name + ".json").toFile());
        Path model = checkpoint(golden);
        Path output = folder.resolve("out");
        Run run = Run.of(
                        "train",
                        "--recipe",
                        file("training/" + name + ".recipe.json").toString(),
                        "--model",
                        model.toString(),
                        "--data",
                        file("training/" + name + ".data.json").toString(),
                        "--images",
                        file("parity").toString(),
                        "--output",
                        output.toString(),
                        "--json")
                .expect(0);
        List<String> lines = run.out().lines().toList();
        assertEquals(20, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            compare(golden.get("steps").get(i), JSON.readTree(lines.get(i)), i < compared);
        }
        assertTrue(Files.exists(output.resolve(written)), written);
        assertEquals(lines, Files.readAllLines(output.resolve("metrics.jsonl")));
    }

    private static void compare(JsonNode golden, JsonNode step, boolean loss) {
        String where = "step " + golden.get("step");
        assertEquals(golden.get("step").asLong(), step.get("step").asLong());
        if (loss) {
            double expected = golden.get("loss").asDouble();
            assertEquals(expected, step.get("loss").asDouble(), 1e-4 * expected, where);
        }
        for (Map.Entry<String, JsonNode> rate : golden.get("lr").properties()) {
            JsonNode used = step.has("lr_by_module") ? step.at("/lr_by_module/" + rate.getKey()) : step.get("lr");
            assertEquals(rate.getValue().asDouble(), used.asDouble(), 1e-12, where);
        }
        assertEquals(golden.get("samples").asInt(), step.get("samples").asInt(), where);
        assertEquals(
                golden.get("learned_tokens").asInt(), step.get("learned_tokens").asInt(), where);
    }

    private static Path file(String name) {
        return RESOURCES.resolve(name);
    }

    /** The golden's checkpoint: its weights come of the formula that random checkpoints have, its JSON files are listed. */
    private Path checkpoint(JsonNode golden) throws IOException {
        JsonNode spec = golden.get("spec");
        boolean mistral = spec.get("text").asText().equals("mistral");
        int hidden = spec.get("hidden").asInt();
        int heads = spec.get("heads").asInt();
        LanguageConfig language = new LanguageConfig(
                mistral ? Family.MISTRAL : Family.LLAMA,
                hidden,
                spec.get("intermediate").asInt(),
                spec.get("layers").asInt(),
                heads,
                spec.get("kv_heads").asInt(),
                hidden / heads,
                spec.get("rms_eps").asDouble(),
                spec.get("rope_theta").asDouble(),
                spec.get("max_positions").asInt(),
                spec.get("vocab").asInt(),
                null,
                false);
        VisionConfig vision = new VisionConfig(
                spec.get("vision_hidden").asInt(),
                spec.get("vision_intermediate").asInt(),
                spec.get("vision_layers").asInt(),
                spec.get("vision_heads").asInt(),
                spec.get("image").asInt(),
                spec.get("patch").asInt(),
                spec.get("vision_eps").asDouble(),
                VisionConfig.Activation.QUICK_GELU,
                List.of(spec.get("select_layer").asInt()),
                VisionConfig.SelectFeature.PATCH);
        Layout layout = mistral ? Layout.ORIGINAL_MISTRAL : Layout.ORIGINAL_LLAMA;
        RandomShape shape = RandomShape.tiny(layout, DemoTokenizer.VOCABULARY)
                .withLanguage(language)
                .withVision(vision);
        Path model = folder.resolve("model");
        DemoTokenizer.withFile(tokenizer -> RandomCheckpoint.of(shape)
                .withSeed(spec.get("seed").asLong())
                .withType(SafetensorsType.F32)
                .withTokenizerModel(tokenizer)
                .write(model, written -> {}));
        for (Map.Entry<String, JsonNode> file : golden.get("files").properties()) {
            Path target = model.resolve(file.getKey());
            Files.createDirectories(target.resolveSibling("."));
            Files.writeString(target, file.getValue().toString());
        }
        return model;
    }
}

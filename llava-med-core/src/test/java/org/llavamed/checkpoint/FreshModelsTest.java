package org.llavamed.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.LanguageConfig.Family;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;
import org.llavamed.tokenizer.TokenizerTrainer;

/** Folders of models that know nothing yet: what opens them, and how their weights are spread. */
class FreshModelsTest {
    @TempDir
    Path temp;

    private Path tokenizer = Path.of("");
    private int pieces;

    @BeforeEach
    void tokenizer() {
        tokenizer = temp.resolve("tokenizer");
        TokenizerTrainer trainer = new TokenizerTrainer(400);
        trainer.add("A nodule in the left lung. A nodule in the right lung. No nodule is seen in the lungs.");
        trainer.train().write(tokenizer);
        pieces = Tokenizer.load(tokenizer).vocabularySize();
    }

    private Path language(String name, UnaryOperator<FreshLanguageModel.Builder> sizes) {
        Path folder = temp.resolve(name);
        FreshLanguageModel model = sizes.apply(FreshLanguageModel.builder(tokenizer)
                        .width(64)
                        .layers(2)
                        .heads(4))
                .build();
        long[] told = new long[1];
        model.write(folder, written -> told[0] = written);
        assertEquals(model.bytes(), told[0]);
        return folder;
    }

    private Path towers(String name, UnaryOperator<FreshTowersBuilder> sizes) {
        Path folder = temp.resolve(name);
        sizes.apply(FreshTowers.builder(tokenizer)
                        .imageSize(28)
                        .visionWidth(96)
                        .visionLayers(3)
                        .visionHeads(4)
                        .textWidth(48)
                        .textLayers(2)
                        .textHeads(4)
                        .positions(33)
                        .projectionSize(80))
                .build()
                .write(folder, written -> {});
        return folder;
    }

    /** Mean and deviation are within five standard errors of what they should be. */
    private static void assertNormal(TensorInfo tensor, double deviation) {
        float[] values = values(tensor);
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += (double) value * value;
        }
        int n = values.length;
        double found = Math.sqrt(squares / n);
        String name = tensor.name();
        assertEquals(0, sum / n, 5 * deviation / Math.sqrt(n), name);
        assertEquals(deviation, found, 5 * deviation / Math.sqrt(2.0 * n), name);
    }

    private static void assertConstant(TensorInfo tensor, float constant) {
        for (float value : values(tensor)) {
            assertEquals(constant, value, tensor.name());
        }
    }

    private static float[] values(TensorInfo tensor) {
        assertEquals(SafetensorsType.F32, tensor.type());
        FloatBuffer buffer = FloatBuffer.allocate((int) ((tensor.end() - tensor.begin()) / 4));
        new StoredValues(tensor).fill(0, buffer);
        return buffer.array();
    }

    @Test
    void aLanguageModelOpensAsTextOnly() throws IOException {
        for (Family family : Family.values()) {
            Path folder = language(family.name(), sizes -> sizes.family(family).kvHeads(2));
            Checkpoint checkpoint = Checkpoint.open(folder, CheckpointOptions.defaults());
            LanguageConfig config = checkpoint.config().language();
            assertEquals(new LanguageConfig(family, 64, 192, 2, 4, 2, 16, 1e-5, 1e4, 512, pieces, null, false), config);
            assertEquals(null, checkpoint.config().vision());
            assertEquals(List.of(), checkpoint.report().unused());
            JsonNode json =
                    new ObjectMapper().readTree(folder.resolve("config.json").toFile());
            String architecture = family == Family.MISTRAL ? "MistralForCausalLM" : "LlamaForCausalLM";
            assertEquals(architecture, json.at("/architectures/0").asText());
            assertEquals(
                    family == Family.MISTRAL,
                    json.has("sliding_window") && json.get("sliding_window").isNull());
            assertEquals(pieces, Tokenizer.load(folder).vocabularySize());
        }
    }

    @Test
    void theWeightsOfALanguageModelAreSpreadAsTheyShouldBe() {
        Path folder = language("start", sizes -> sizes.layers(3));
        Map<String, TensorInfo> tensors =
                Checkpoint.open(folder, CheckpointOptions.defaults()).tensors();
        tensors.forEach((name, tensor) -> {
            if (name.endsWith("norm.weight")) {
                assertConstant(tensor, 1);
            } else {
                boolean writes = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
                double layers = 1 / Math.sqrt(64);
                double other = name.equals("lm_head.weight") ? 0.02 : 0.2;
                assertNormal(tensor, writes ? layers / Math.sqrt(6) : name.startsWith("layers.") ? layers : other);
            }
        });
        assertEquals(3 * 9 + 3, tensors.size());
        assertEquals(
                "model.layers.0.self_attn.q_proj.weight",
                tensor(tensors, "layers.0.self_attn.q_proj.weight").name());
    }

    /** Also on other machines: the values are written down here. */
    @Test
    void weightsDependOnSeedNameAndIndexOnly() throws IOException {
        byte[] first = Files.readAllBytes(language("a", sizes -> sizes).resolve("model.safetensors"));
        byte[] again = Files.readAllBytes(language("b", sizes -> sizes).resolve("model.safetensors"));
        byte[] other = Files.readAllBytes(language("c", sizes -> sizes.seed(1)).resolve("model.safetensors"));
        assertTrue(java.util.Arrays.equals(first, again));
        assertFalse(java.util.Arrays.equals(first, other));
        FloatBuffer whole = FloatBuffer.allocate(8);
        new NormalValues("x", 7, 1).fill(0, whole);
        FloatBuffer tail = FloatBuffer.allocate(5);
        new NormalValues("x", 7, 1).fill(3, tail);
        assertEquals(whole.flip().position(3), tail.flip());
        assertNotEquals(whole.get(0), whole.get(1));
        assertEquals(0.19998804f, whole.get(0));
        FloatBuffer rows = FloatBuffer.allocate(8);
        new NormalValues("x", 7, 1, 4).fill(0, rows);
        assertEquals(0, rows.get(0) + rows.get(1) + rows.get(2) + rows.get(3), 1e-6);
        assertEquals(whole.get(5) - whole.get(4), rows.get(5) - rows.get(4), 1e-6);
        FloatBuffer end = FloatBuffer.allocate(5);
        new NormalValues("x", 7, 1, 4).fill(3, end);
        assertEquals(rows.position(3), end.flip());
    }

    @Test
    void tiedEmbeddingsAreStoredOnce() {
        Path folder = language("tied", sizes -> sizes.tiedEmbeddings(true));
        Checkpoint checkpoint = Checkpoint.open(folder, CheckpointOptions.defaults());
        assertTrue(checkpoint.config().language().tiedEmbeddings());
        assertEquals(checkpoint.tensor("embed_tokens.weight"), checkpoint.tensor("lm_head.weight"));
    }

    @Test
    void towersAreACheckpointThatAssemblyTakes() throws IOException {
        Path folder = towers("towers", sizes -> sizes);
        VisionPart part = VisionPart.open(folder, -2);
        assertEquals(28, part.config().imageSize());
        assertEquals(384, part.config().intermediateSize());
        assertEquals(ImagePreprocessing.clip(28, false), part.preprocessing());
        Path padding = towers("padding", sizes -> sizes.padToSquare(true));
        assertEquals(
                ImagePreprocessing.clip(28, true), VisionPart.open(padding, -2).preprocessing());
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("config.json").toFile());
        assertEquals(pieces + 1, json.at("/text_config/vocab_size").asInt());
        assertEquals(pieces, json.at("/text_config/eos_token_id").asInt());
        assertEquals(1, json.at("/text_config/bos_token_id").asInt());
        assertEquals(2.6592, json.get("logit_scale_init_value").asDouble(), 1e-12);
        Path start = temp.resolve("start");
        Assembly.of(language("lm", sizes -> sizes), folder, AssemblyOptions.defaults())
                .write(start, written -> {});
        Checkpoint whole = Checkpoint.open(start, CheckpointOptions.defaults());
        assertEquals(4, Objects.requireNonNull(whole.config().vision()).featuresPerImage());
        assertEquals(ImagePreprocessing.clip(28, true), whole.config().preprocessing());
    }

    @Test
    void theWeightsOfTowersAreSpreadAsInTransformersButForTheFirstLayer() {
        Map<String, TensorInfo> tensors =
                TensorTable.open(towers("towers", sizes -> sizes)).tensors();
        tensors.forEach((name, tensor) -> {
            double width = name.startsWith("vision_model.") || name.startsWith("visual_") ? 96 : 48;
            double layers = width == 96 ? 3 : 2;
            double inner = 1 / Math.sqrt(width) / Math.sqrt(2 * layers);
            if (name.equals("logit_scale")) {
                assertEquals(List.of(), tensor.shape());
                assertConstant(tensor, 2.6592f);
            } else if (name.endsWith("bias")) {
                assertConstant(tensor, 0);
            } else if (name.contains("norm")) {
                assertConstant(tensor, 1);
            } else if (name.contains("out_proj") || name.contains("class_") || name.contains("projection")) {
                assertNormal(tensor, 1 / Math.sqrt(width));
            } else if (name.contains("_proj") || name.contains("fc2")) {
                assertNormal(tensor, inner);
            } else if (name.contains("fc1")) {
                assertNormal(tensor, 1 / Math.sqrt(2 * width));
            } else if (name.equals("vision_model.embeddings.patch_embedding.weight")) {
                assertNormal(tensor, 0.1);
                assertCentred(tensor);
            } else {
                assertNormal(tensor, name.startsWith("vision_model.embeddings.position") ? 2 : 0.02);
            }
        });
        assertEquals(1 + 2 + (2 + 2 * 16 + 2) + (3 + 2 + 3 * 16 + 2), tensors.size());
        assertEquals(List.of((long) pieces + 1, 48L), shape(tensors, "text_model.embeddings.token_embedding.weight"));
        assertEquals(List.of(33L, 48L), shape(tensors, "text_model.embeddings.position_embedding.weight"));
        assertEquals(List.of(80L, 96L), shape(tensors, "visual_projection.weight"));
        assertEquals(List.of(80L, 48L), shape(tensors, "text_projection.weight"));
        assertEquals(List.of(48L), shape(tensors, "text_model.final_layer_norm.weight"));
        assertEquals(List.of(192L, 48L), shape(tensors, "text_model.encoder.layers.1.mlp.fc1.weight"));
    }

    /** The values of a filter have the mean 0. */
    private static void assertCentred(TensorInfo tensor) {
        float[] values = values(tensor);
        int filter = values.length / Math.toIntExact(tensor.shape().get(0));
        for (int begin = 0; begin < values.length; begin += filter) {
            double sum = 0;
            for (int i = begin; i < begin + filter; i++) {
                sum += values[i];
            }
            assertEquals(0, sum / filter, 1e-7);
        }
    }

    private static List<Long> shape(Map<String, TensorInfo> tensors, String name) {
        return tensor(tensors, name).shape();
    }

    private static TensorInfo tensor(Map<String, TensorInfo> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    @Test
    void wrongSizesAreNamed() {
        FreshLanguageModel.Builder model = FreshLanguageModel.builder(tokenizer);
        assertWrong("width is 100", () -> model.width(100).build());
        assertWrong("width is 0", () -> model.width(0).build());
        assertWrong("kvHeads is 9", () -> model.width(256).kvHeads(9).build());
        assertWrong("heads is 8", () -> model.kvHeads(3).build());
        assertWrong("layers is 0", () -> model.kvHeads(8).layers(0).build());
        assertWrong("positions is -1", () -> model.layers(1).positions(-1).build());
        assertWrong("innerSize is 0", () -> model.positions(1).innerSize(0).build());
        FreshTowersBuilder towers = FreshTowers.builder(tokenizer);
        assertWrong("imageSize is 113", () -> towers.imageSize(113).build());
        assertWrong(
                "imageSize is 2147483647",
                () -> towers.imageSize(Integer.MAX_VALUE).build());
        assertWrong(
                "patches a side is 1120",
                () -> towers.imageSize(1120).patchSize(1).build());
        assertWrong("patchSize is 0", () -> towers.patchSize(0).build());
        assertWrong(
                "visionWidth is 100",
                () -> towers.patchSize(112).visionWidth(100).build());
        assertWrong("textHeads is 0", () -> towers.visionWidth(12).textHeads(0).build());
        assertWrong("positions is 1", () -> towers.textHeads(1).positions(1).build());
        assertWrong(
                "projectionSize is 0",
                () -> towers.positions(2).projectionSize(0).build());
    }

    private static void assertWrong(String part, Runnable work) {
        String message = assertThrows(IllegalArgumentException.class, work::run).getMessage();
        assertTrue(message != null && message.contains(part), message);
    }

    @Test
    void nothingIsOverwrittenAndATokenizerIsNeeded() {
        FreshLanguageModel model = FreshLanguageModel.builder(tokenizer).build();
        assertThrows(CheckpointException.class, () -> model.write(tokenizer, written -> {}));
        assertThrows(
                CheckpointException.class,
                () -> FreshLanguageModel.builder(temp.resolve("none")).build());
        assertThrows(
                IllegalStateException.class,
                () -> model.write(temp.resolve("stopped"), written -> {
                    throw new IllegalStateException("stop");
                }));
        assertFalse(Files.exists(temp.resolve("stopped")));
    }
}

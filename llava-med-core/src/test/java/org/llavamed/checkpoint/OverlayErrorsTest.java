package org.llavamed.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsWriter;
import org.llavamed.safetensors.SafetensorsWriter.FloatTensor;

/** Projector files and adapters that do not fit are refused by name; spellings that occur are read. */
class OverlayErrorsTest {
    private static final CheckpointOptions PLAIN = CheckpointOptions.defaults();
    private static final String QUERY = "base_model.model.model.layers.0.self_attn.q_proj.lora_";

    @TempDir
    Path temp = Path.of("");

    private CheckpointFolder folder = new CheckpointFolder(Path.of(""));
    private Path adapter = Path.of("");
    private Path projector = Path.of("");

    @BeforeEach
    void write() {
        folder = CheckpointFolder.tiny(temp, Layout.ORIGINAL_MISTRAL);
        adapter = temp.resolve("adapter");
        projector = temp.resolve("projector.safetensors");
        AdapterSettings settings = new AdapterSettings(2, 4, 0, List.of("q_proj", "down_proj"));
        AdapterFiles.write(adapter, folder.open(), settings, "base", false, false, (name, first, target) -> {
            while (target.hasRemaining()) {
                target.put(0.5f);
            }
        });
    }

    private void adapterRefused(String... words) {
        folder.assertAdapterRefused(PLAIN.withAdapter(adapter), words);
    }

    private Checkpoint withAdapter() {
        return Checkpoint.open(folder.path(), PLAIN.withAdapter(adapter));
    }

    private double scale() {
        return Objects.requireNonNull(withAdapter().overlay().lowRank().get("layers.1.self_attn.q_proj.weight"))
                .scale();
    }

    private void config(Consumer<ObjectNode> change) {
        new CheckpointFolder(adapter).edit("adapter_config.json", change);
    }

    private void tensors(Consumer<Map<String, FloatTensor>> change) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        for (String module : List.of("0.self_attn.q_proj", "0.mlp.down_proj")) {
            long in = module.endsWith("down_proj") ? 48 : 32;
            String name = "base_model.model.model.layers." + module;
            tensors.put(name + ".lora_A.weight", zeros(2, in));
            tensors.put(name + ".lora_B.weight", zeros(32, 2));
        }
        change.accept(tensors);
        SafetensorsWriter.writeFloats(adapter.resolve("adapter_model.safetensors"), tensors);
    }

    private static FloatTensor zeros(long... shape) {
        long elements = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return new FloatTensor(Arrays.stream(shape).boxed().toList(), new float[(int) elements]);
    }

    @Test
    void scaleFollowsTheConfiguration() {
        assertEquals(4, withAdapter().overlay().lowRank().size());
        assertEquals(2, scale());
        config(json -> json.put("use_rslora", true));
        assertEquals(4 / Math.sqrt(2), scale());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "peft_type|\"IA3\"|LORA",
                "bias|\"lora_only\"|only \"none\"",
                "use_dora|true|merge_and_unload",
                "modules_to_save|[\"lm_head\"]|merge_and_unload",
                "rank_pattern|{\"q_proj\": 8}|merge_and_unload",
                "alpha_pattern|{\"q_proj\": 8}|merge_and_unload",
                "fan_in_fan_out|true|merge_and_unload",
                "layer_replication|[[0, 1]]|merge_and_unload",
                "lora_bias|true|merge_and_unload",
                "init_lora_weights|\"pissa_niter_4\"|plain LoRA",
                "r|0|1..",
                "r|4|another model",
                "r|\"x\"|whole number",
                "lora_alpha|null|",
                "lora_alpha|-1|0.0..",
                "use_rslora|1|true or false"
            })
    void optionsThatAreNotSupportedAreRefusedByName(String key, String value, String words) {
        config(json -> json.set(key, CheckpointFolder.JSON.valueToTree(parse(value))));
        if (words == null) {
            assertEquals(
                    4.0,
                    withAdapter().overlay().lowRank().values().iterator().next().scale()); // 8 / 2
        } else {
            adapterRefused(value.equals("4") ? "adapter_model.safetensors" : key, words);
        }
    }

    private static Object parse(String value) {
        try {
            return CheckpointFolder.JSON.readTree(value);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void tensorsThatDoNotFitAreRefusedByName() {
        tensors(all -> {});
        assertEquals(2, withAdapter().overlay().lowRank().size());
        tensors(all -> all.remove(QUERY + "B.weight"));
        adapterRefused("model.layers.0.self_attn.q_proj", "no lora_B");
        tensors(all -> all.remove(QUERY + "A.weight"));
        adapterRefused("no lora_A");
        tensors(all -> all.put(QUERY + "A.weight", zeros(2, 31)));
        adapterRefused(QUERY + "A.weight", "[2, 31]", "[2, 32]", "another model");
        tensors(all -> all.put(QUERY + "B.weight", zeros(2, 32)));
        adapterRefused("[2, 32]", "[32, 2]");
        tensors(all -> all.put(QUERY + "embedding_A", zeros(2, 32)));
        adapterRefused(QUERY + "embedding_A", "only LoRA of linear layers");
        tensors(all -> all.put("base_model.model.model.layers.7.self_attn.q_proj.lora_A.weight", zeros(2, 32)));
        adapterRefused("model.layers.7.self_attn.q_proj", "no linear layer");
        tensors(all -> all.put("model.layers.0.self_attn.q_proj.lora_A.weight", zeros(2, 32)));
        adapterRefused("there twice");
        tensors(all -> {
            all.put("base_model.model.language_model.model.layers.0.self_attn.q_proj.lora_A.weight", zeros(2, 32));
            all.put("base_model.model.language_model.model.layers.0.self_attn.q_proj.lora_B.weight", zeros(32, 2));
        });
        adapterRefused("under two names");
        tensors(Map::clear);
        adapterRefused("holds no tensor");
    }

    @Test
    void towerAndProjectorLayersAreKnownToo() {
        String tower = "base_model.model.model.vision_tower.vision_tower.vision_model.encoder.layers.";
        tensors(all -> {
            for (int layer = 0; layer < 3; layer++) { // the last is not loaded
                all.put(tower + layer + ".self_attn.q_proj.lora_A.weight", zeros(2, 16));
                all.put(tower + layer + ".self_attn.q_proj.lora_B.weight", zeros(16, 2));
            }
            all.put("base_model.model.model.mm_projector.2.lora_A.weight", zeros(2, 32));
            all.put("base_model.model.model.mm_projector.2.lora_B.weight", zeros(32, 2));
        });
        assertEquals(5, withAdapter().overlay().lowRank().size());
    }

    @Test
    void missingAndPickledFilesSayWhatToDo() throws IOException {
        Path weights = adapter.resolve("adapter_model.safetensors");
        byte[] kept = Files.readAllBytes(weights);
        Files.writeString(adapter.resolve("non_lora_trainables.bin"), "x");
        adapterRefused("non_lora_trainables.bin", "torch.load", "mm_projector.safetensors");
        Files.delete(adapter.resolve("non_lora_trainables.bin"));
        Files.delete(weights);
        adapterRefused("has no adapter_model.safetensors");
        Files.writeString(adapter.resolve("adapter_model.bin"), "x");
        adapterRefused("adapter_model.bin", "torch.load");
        for (int length : new int[] {0, 7, 100, kept.length - 1}) {
            Files.write(weights, Arrays.copyOf(kept, length));
            adapterRefused("adapter_model.safetensors");
        }
        Files.delete(adapter.resolve("adapter_config.json"));
        adapterRefused("adapter_config.json");
        folder.assertAdapterRefused(PLAIN.withAdapter(weights), "not an adapter folder");
    }

    @Test
    void damagedAdaptersAreNeverAnythingButRefused() throws IOException {
        Path config = adapter.resolve("adapter_config.json");
        Path weights = adapter.resolve("adapter_model.safetensors");
        Random random = new Random(7);
        for (Path file : List.of(config, weights)) {
            byte[] kept = Files.readAllBytes(file);
            for (int round = 0; round < 300; round++) {
                byte[] damaged = kept.clone();
                for (int i = 0; i < 1 + random.nextInt(3); i++) {
                    damaged[random.nextInt(Math.min(damaged.length, 3000))] = (byte) random.nextInt(256);
                }
                Files.write(file, damaged);
                try {
                    withAdapter();
                } catch (CheckpointException e) {
                    assertTrue(String.valueOf(e.getMessage()).contains("adapter"), e.getMessage());
                }
            }
            Files.write(file, kept);
        }
    }

    private void projectorRefused(Map<String, FloatTensor> tensors, String... words) {
        SafetensorsWriter.writeFloats(projector, tensors);
        folder.assertAdapterRefused(PLAIN.withProjector(projector), words);
    }

    private static Map<String, FloatTensor> projectorTensors(String prefix) {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        tensors.put(prefix + "0.weight", zeros(32, 16));
        tensors.put(prefix + "0.bias", zeros(32));
        tensors.put(prefix + "2.weight", zeros(32, 32));
        tensors.put(prefix + "2.bias", zeros(32));
        return tensors;
    }

    @ParameterizedTest
    @CsvSource({
        "model.mm_projector.",
        "mm_projector.",
        "base_model.model.model.mm_projector.",
        "model.model.mm_projector."
    })
    void prefixesOfTrainingWrappersAreRead(String prefix) {
        SafetensorsWriter.writeFloats(projector, projectorTensors(prefix));
        Checkpoint checkpoint = Checkpoint.open(folder.path(), PLAIN.withProjector(projector));
        assertEquals(projector, checkpoint.tensor("projector.2.bias").file());
        assertEquals(List.of(), checkpoint.report().missing());
    }

    @Test
    void projectorsThatDoNotFitAreRefusedByName() throws IOException {
        Map<String, FloatTensor> tensors = projectorTensors("model.mm_projector.");
        tensors.remove("model.mm_projector.2.bias");
        projectorRefused(tensors, "lacks model.mm_projector.2.bias", "config.json");
        tensors.put("model.mm_projector.2.bias", zeros(31));
        projectorRefused(tensors, "projector.safetensors", "model.mm_projector.2.bias", "[31]", "[32]");
        tensors.put("model.mm_projector.2.bias", zeros(32));
        tensors.put("model.mm_projector.4.bias", zeros(32));
        projectorRefused(tensors, "model.mm_projector.4.bias", "no place");
        tensors.remove("model.mm_projector.4.bias");
        tensors.put("mm_projector.2.bias", zeros(32));
        projectorRefused(tensors, "are the same one");
        tensors.remove("mm_projector.2.bias");
        tensors.put("model.norm.weight", zeros(32));
        projectorRefused(tensors, "model.norm.weight", "no part of a projector");
        tensors.remove("model.norm.weight");
        tensors.put("model.embed_tokens.weight", zeros(2, 32));
        projectorRefused(tensors, "model.embed_tokens.weight", "mm_use_im_start_end");
        Path pickled = Files.writeString(temp.resolve("mm_projector.bin"), "x");
        folder.assertAdapterRefused(PLAIN.withProjector(pickled), "mm_projector.bin", "torch.load");
        folder.assertAdapterRefused(PLAIN.withProjector(temp), "is a folder");
        folder.assertAdapterRefused(PLAIN.withProjector(temp.resolve("none.safetensors")), "none.safetensors");
    }

    @Test
    void writersRefuseWhatTheBaseDoesNotHave() {
        Checkpoint base = folder.open();
        TensorValues none = (name, first, target) -> {};
        assertThrows(IllegalArgumentException.class, () -> ProjectorFile.write(projector, base, true, none));
        FullCheckpoint full = FullCheckpoint.of(base, org.llavamed.safetensors.SafetensorsType.F32);
        Path out = temp.resolve("out");
        assertThrows(
                IllegalArgumentException.class,
                () -> full.write(out, java.util.Set.of("layers.9.mlp.up_proj.weight"), none, n -> {}));
        FullCheckpoint merged = FullCheckpoint.of(withAdapter(), org.llavamed.safetensors.SafetensorsType.F32);
        IllegalArgumentException lost = assertThrows(
                IllegalArgumentException.class, () -> merged.write(out, java.util.Set.of(), none, n -> {}));
        assertTrue(String.valueOf(lost.getMessage()).contains("layers.0.mlp.down_proj.weight"), lost.getMessage());
        assertThrows(IllegalStateException.class, () -> ProjectorFile.write(projector, base, false, none));
        assertTrue(!Files.exists(projector) && !Files.exists(out));
    }
}

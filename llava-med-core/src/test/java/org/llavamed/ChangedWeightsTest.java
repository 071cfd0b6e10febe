package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.checkpoint.AdapterFiles;
import org.llavamed.checkpoint.AdapterSettings;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.FullCheckpoint;
import org.llavamed.checkpoint.GoldenCheckpoint;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.checkpoint.StoredFloats;
import org.llavamed.checkpoint.TensorValues;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.train.LoraSettings;

/** What training writes answers as it should: whole checkpoints as their base, projector and adapter as merged by hand. */
@ExtendWith(ResourceBaseline.class)
class ChangedWeightsTest {
    private static final AdapterSettings LORA = new AdapterSettings(4, 6, 0.05, LoraSettings.ALL_TARGETS);
    private static final CheckpointOptions PLAIN = CheckpointOptions.defaults();

    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf-gen1",
                "hf-gen2-llama",
                "hf-gen2-mistral",
                "llava-llama-linear-tied",
                "llava-llama-mlp2x",
                "llava-llama-mlp3x",
                "llava-mistral",
                "llava-mistral-window",
                "llava-v1.0"
            })
    void aFullCheckpointAnswersAsItsBase(String layout) throws IOException {
        JsonNode golden = new ObjectMapper().readTree(TinyModel.resource("parity/parity-" + layout + ".json"));
        Path folder = GoldenCheckpoint.write(golden, temp.resolve("base"));
        Checkpoint base = Checkpoint.open(folder, PLAIN);
        Path full = temp.resolve("full");
        new FullCheckpoint(base, SafetensorsType.F32, 100_000)
                .write(full, Set.of(), (name, first, target) -> {}, n -> {});
        Checkpoint again = Checkpoint.open(full, PLAIN);
        assertFalse(again.config().layout().isHuggingFace());
        assertEquals(base.config().preprocessing(), again.config().preprocessing());
        assertEquals(base.config().vision(), again.config().vision());
        assertEquals(base.config().language(), again.config().language());
        assertEquals(base.config().eosIds(), again.config().eosIds());
        assertEquals(base.config().bosId(), again.config().bosId());
        assertTrue(Files.exists(full.resolve("model.safetensors.index.json")));
        try (LlavaMed one = TinyModel.load(folder, Precision.F32);
                LlavaMed other = TinyModel.load(full, Precision.F32)) {
            assertEquals(one.template().key(), other.template().key());
            assertEquals(answer(one).promptTokenIds(), answer(other).promptTokenIds());
            assertEquals(answer(one).tokenIds(), answer(other).tokenIds());
            assertArrayEquals(logits(one), logits(other));
        }
    }

    private static Reply answer(LlavaMed model) {
        return model.ask(TinyModel.image(3), "What is shown?", TinyModel.tokens(5));
    }

    private static float[] logits(LlavaMed model) {
        return model.trace(TinyModel.image(3), "What is shown?").lastLogits();
    }

    @Test
    void theTypeOfAFullCheckpointIsItsOwn() {
        Path folder = TinyModel.write(temp, RandomShape.tiny(Layout.HF_GEN2, 32000), SafetensorsType.F16, 5);
        Path full = temp.resolve("full");
        FullCheckpoint.of(Checkpoint.open(folder, PLAIN), SafetensorsType.F32)
                .write(full, Set.of(), (name, first, target) -> {}, n -> {});
        try (LlavaMed one = TinyModel.load(folder, Precision.F32);
                LlavaMed other = TinyModel.load(full, Precision.F32)) {
            assertArrayEquals(logits(one), logits(other));
            assertEquals("F32", other.report().types().get(0).type());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORIGINAL_MISTRAL", "ORIGINAL_LLAMA", "HF_GEN1", "HF_GEN2", "1.0"})
    void aProjectorFileIsTheSameAsItsTensorsInside(String kind) {
        RandomShape shape = kind.equals("1.0")
                ? RandomShape.tiny(Layout.ORIGINAL_LLAMA, 32003).asVersionOne()
                : RandomShape.tiny(Layout.valueOf(kind), 32000);
        Path folder = TinyModel.write(temp, shape, SafetensorsType.F32, 5);
        Checkpoint base = Checkpoint.open(folder, PLAIN);
        boolean markers = kind.equals("1.0");
        Path file = temp.resolve("mm_projector.safetensors");
        ProjectorFile.write(file, base, markers, random(9));

        Set<String> changed = new TreeSet<>(base.tensors().keySet());
        changed.removeIf(name -> !name.startsWith("projector."));
        Path full = temp.resolve("full");
        FullCheckpoint.of(base, SafetensorsType.F32)
                .write(full, withMarkers(changed, markers), markerTable(base, random(9)), n -> {});
        LoadOptions options =
                LoadOptions.builder().checkpoint(PLAIN.withProjector(file)).build();
        try (LlavaMed merged = LlavaMed.load(folder, options);
                LlavaMed other = TinyModel.load(full, Precision.F32);
                LlavaMed before = TinyModel.load(folder, Precision.F32)) {
            assertArrayEquals(logits(other), logits(merged));
            assertFalse(java.util.Arrays.equals(logits(before), logits(merged)));
            assertEquals(file.toString(), String.valueOf(merged.report().projectorFile()));
        }
    }

    private static Set<String> withMarkers(Set<String> changed, boolean markers) {
        if (markers) {
            changed.add("embed_tokens.weight");
        }
        return changed;
    }

    /** The embedding table with its last two rows from the marker rows. */
    private static TensorValues markerTable(Checkpoint base, TensorValues values) {
        return (name, first, target) -> {
            if (!name.equals("embed_tokens.weight")) {
                values.fill(name, first, target);
                return;
            }
            float[] table = StoredFloats.read(base.tensor(name));
            FloatBuffer rows = FloatBuffer.allocate(2 * base.config().language().hiddenSize());
            values.fill(ProjectorFile.MARKER_ROWS, 0, rows);
            System.arraycopy(rows.array(), 0, table, table.length - rows.capacity(), rows.capacity());
            target.put(table, (int) first, target.remaining());
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"ORIGINAL_MISTRAL", "ORIGINAL_LLAMA", "HF_GEN1", "HF_GEN2"})
    void anAdapterIsTheSameAsMergedByHand(Layout layout) {
        RandomShape shape = RandomShape.tiny(layout, 32000);
        Path folder = TinyModel.write(temp, shape, SafetensorsType.F32, 5);
        Checkpoint base = Checkpoint.open(folder, PLAIN);
        Path adapter = temp.resolve("adapter");
        AdapterFiles.write(adapter, base, LORA, "base", true, false, random(9));

        Map<String, float[]> merged = new HashMap<>();
        for (String linear : AdapterFiles.linears(base, LORA)) {
            merged.put(linear + ".weight", merge(base, linear, random(9)));
        }
        assertEquals(14, merged.size());
        Set<String> changed = new TreeSet<>(merged.keySet());
        base.tensors().keySet().stream()
                .filter(name -> name.startsWith("projector."))
                .forEach(changed::add);
        Path full = temp.resolve("full");
        TensorValues values = (name, first, target) -> {
            float[] whole = merged.get(name);
            if (whole == null) {
                random(9).fill(name, first, target);
            } else {
                target.put(whole, (int) first, target.remaining());
            }
        };
        FullCheckpoint.of(base, SafetensorsType.F32).write(full, changed, values, n -> {});
        CheckpointOptions options = PLAIN.withAdapter(adapter);
        try (LlavaMed one = LlavaMed.load(
                        folder, LoadOptions.builder().checkpoint(options).build());
                LlavaMed other = TinyModel.load(full, Precision.F32)) {
            close(logits(other), logits(one));
            assertEquals(adapter.toString(), one.report().adapter());
            assertTrue(Objects.requireNonNull(one.report().memory().get("f32")).anonymousBytes()
                    >= merged.values().stream()
                            .mapToLong(weight -> 4L * weight.length)
                            .sum());
        }
        try (LlavaMed one = LlavaMed.load(
                        folder,
                        LoadOptions.builder()
                                .precision(Precision.BF16)
                                .checkpoint(options)
                                .build());
                LlavaMed other = TinyModel.load(full, Precision.BF16)) {
            float[] expected = logits(other);
            float[] actual = logits(one);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], actual[i], 0.5f);
            }
        }
        // Without its projector the adapter gives something else.
        Path other = TinyModel.write(temp, shape, SafetensorsType.F32, 5);
        Path own = temp.resolve("own.safetensors");
        ProjectorFile.write(own, base, false, random(10));
        try (LlavaMed one = LlavaMed.load(
                other,
                LoadOptions.builder().checkpoint(options.withProjector(own)).build())) {
            assertEquals(own.toString(), one.report().projectorFile());
        }
    }

    private static float[] merge(Checkpoint base, String linear, TensorValues values) {
        List<Long> shape = base.tensor(linear + ".weight").shape();
        int out = (int) (long) shape.get(0);
        int in = (int) (long) shape.get(1);
        FloatBuffer a = FloatBuffer.allocate(LORA.rank() * in);
        FloatBuffer b = FloatBuffer.allocate(LORA.rank() * out);
        values.fill(linear + ".lora_A", 0, a);
        values.fill(linear + ".lora_B", 0, b);
        float[] weight = StoredFloats.read(base.tensor(linear + ".weight"));
        for (int row = 0; row < out; row++) {
            for (int column = 0; column < in; column++) {
                double sum = 0;
                for (int r = 0; r < LORA.rank(); r++) {
                    sum += (double) b.get(row * LORA.rank() + r) * a.get(r * in + column);
                }
                weight[row * in + column] += (float) (LORA.alpha() / LORA.rank() * sum);
            }
        }
        return weight;
    }

    private static void close(float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-4f * Math.max(1, Math.abs(expected[i])));
        }
    }

    /** Values that depend on seed, name and index. */
    private static TensorValues random(long seed) {
        return (name, first, target) -> {
            for (long index = first; target.hasRemaining(); index++) {
                target.put(
                        (float) (0.2 * new Random(seed + 31L * name.hashCode() + 1_000_003L * index).nextGaussian()));
            }
        };
    }
}

package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.CheckpointReport.Memory;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.EngineException;
import org.llavamed.internal.tensor.CpuFeatures;
import org.llavamed.safetensors.SafetensorsType;

/** Which precision "auto" means, from headers alone. */
class PrecisionChoiceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SMALL = 256L << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = SafetensorsType.class,
            names = {"F32", "BF16", "F16"})
    void aSmallModelRunsInF32(SafetensorsType type) {
        Checkpoint checkpoint = open(write(type));
        assertEquals(Precision.F32, PrecisionChoice.choose(checkpoint, Precision.AUTO, OptionalLong.empty()));
        assertEquals(Precision.BF16, PrecisionChoice.choose(checkpoint, Precision.BF16, OptionalLong.empty()));
    }

    @Test
    void aSmallModelComputesWithOneThread() throws IOException {
        Path small = write(SafetensorsType.BF16);
        assertEquals(1, PrecisionChoice.threads(open(small), Precision.F32));
        Checkpoint larger = open(stretched(small, 10L * TinyModel.VOCABULARY));
        assertTrue(bytes(larger, "f32") > 64L << 20);
        assertEquals(Integer.MAX_VALUE, PrecisionChoice.threads(larger, Precision.F32));
        assertThrows(IllegalArgumentException.class, () -> LoadOptions.builder().threads(0));
    }

    @Test
    void wideningStaysWithinTheLimit() {
        Checkpoint checkpoint = open(write(SafetensorsType.BF16));
        long f32 = bytes(checkpoint, "f32");
        assertTrue(bytes(checkpoint, "bf16") < f32);
        assertEquals(Precision.F32, PrecisionChoice.choose(checkpoint, Precision.AUTO, OptionalLong.of(f32)));
        assertEquals(Precision.BF16, PrecisionChoice.choose(checkpoint, Precision.AUTO, OptionalLong.of(f32 - 1)));
        OptionalLong none = OptionalLong.of(1000);
        assertThrows(EngineException.class, () -> PrecisionChoice.choose(checkpoint, Precision.AUTO, none));
    }

    @Test
    void aLargeModelRunsInItsOwnPrecisionWhereThatIsFast() throws IOException {
        Path small = write(SafetensorsType.BF16);
        long width = JSON.readTree(small.resolve("config.json").toFile())
                .get("hidden_size")
                .asLong();
        long rest = bytes(open(small), "f32") - 2 * TinyModel.VOCABULARY * width * 4;
        long rows = (SMALL - rest) / (2 * width * 4); // of the table and of the head
        Checkpoint just = open(stretched(small, rows));
        assertTrue(bytes(just, "f32") <= SMALL && bytes(just, "f32") > SMALL - 2 * width * 4);
        assertEquals(Precision.F32, PrecisionChoice.choose(just, Precision.AUTO, OptionalLong.empty()));
        Checkpoint larger = open(stretched(small, rows + 1));
        assertTrue(bytes(larger, "f32") > SMALL);
        assertEquals(
                CpuFeatures.bf16() ? Precision.BF16 : Precision.F32,
                PrecisionChoice.choose(larger, Precision.AUTO, OptionalLong.empty()));
    }

    private Path write(SafetensorsType type) {
        return TinyModel.write(folder, RandomShape.tiny(Layout.ORIGINAL_MISTRAL, TinyModel.VOCABULARY), type, 3);
    }

    private static Checkpoint open(Path checkpoint) {
        return Checkpoint.open(checkpoint, CheckpointOptions.defaults());
    }

    private static long bytes(Checkpoint checkpoint, String precision) {
        Memory memory = Objects.requireNonNull(checkpoint.report().memory().get(precision));
        return memory.mappedBytes() + memory.anonymousBytes();
    }

    /** The same checkpoint with a vocabulary of so many rows; the weights are a hole in the file. */
    private Path stretched(Path whole, long rows) throws IOException {
        ObjectNode config =
                (ObjectNode) JSON.readTree(whole.resolve("config.json").toFile());
        Path copy = TinyModel.copyWith(
                folder, whole, "config.json", JSON.writeValueAsBytes(config.put("vocab_size", rows)));
        Path weights = copy.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        ObjectNode header = (ObjectNode) JSON.readTree(Arrays.copyOfRange(bytes, 8, 8 + length));
        header.remove("__metadata__");
        long end = 0;
        for (JsonNode node : header) {
            ObjectNode tensor = (ObjectNode) node;
            if (tensor.get("shape").get(0).asInt() == TinyModel.VOCABULARY) {
                tensor.withArray("shape").set(0, rows);
            }
            long elements = 1;
            for (JsonNode size : tensor.get("shape")) {
                elements *= size.asLong();
            }
            tensor.putArray("data_offsets").add(end).add(end + 2 * elements);
            end += 2 * elements;
        }
        Files.delete(weights); // a link to the other checkpoint's
        byte[] text = JSON.writeValueAsBytes(header);
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(text.length)
                    .array());
            file.write(text);
            file.setLength(8 + text.length + end);
        }
        return copy;
    }
}

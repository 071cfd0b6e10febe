package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;

/** Weights that are not numbers, or too large to compute with, are an error that names the part of the model. */
@ExtendWith(ResourceBaseline.class)
class DamagedWeightsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final ImageSource IMAGE = TinyModel.image(1);
    private static final String WEIGHTS = "model.safetensors";
    private static final Map<SafetensorsType, Path> WHOLE = new EnumMap<>(SafetensorsType.class);

    @TempDir
    static Path folder;

    @ParameterizedTest
    @CsvSource({
        "layers.1.self_attn.q_proj.weight, layers.1",
        "layers.0.mlp.down_proj.weight, layers.0",
        "layers.1.input_layernorm.weight, layers.1",
        "embed_tokens.weight, embed_tokens",
        "norm.weight, lm_head",
        "lm_head.weight, lm_head",
        "projector.0.weight, projector",
        "projector.2.bias, projector",
        "vision.encoder.layers.0.mlp.fc1.weight, vision.encoder.layers.0",
        "vision.encoder.layers.1.self_attn.v_proj.bias, vision.encoder.layers.1",
        "vision.embeddings.patch_embedding.weight, vision.embeddings",
        "vision.pre_layrnorm.weight, vision.embeddings"
    })
    void numbersThatAreNone(String tensor, String part) throws IOException {
        for (SafetensorsType type : List.of(SafetensorsType.F32, SafetensorsType.BF16, SafetensorsType.F16)) {
            for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
                for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                    Path copy = filled(type, tensor, value, 1);
                    String name = tensor + " " + type + " " + precision + " " + value;
                    CheckpointException e =
                            assertThrows(CheckpointException.class, () -> answer(copy, precision), name);
                    assertTrue(e.getMessage().contains(part), name + ": " + e.getMessage());
                    assertTrue(e.getMessage().contains(String.valueOf(copy.getFileName())), e.getMessage());
                    TinyModel.delete(copy);
                }
            }
        }
    }

    /** Finite weights, infinite products. */
    @ParameterizedTest
    @CsvSource({
        "layers.1.mlp.gate_proj.weight, layers.1",
        "layers.0.self_attn.v_proj.weight, layers.0",
        "lm_head.weight, lm_head",
        "projector.0.weight, projector",
        "vision.encoder.layers.1.mlp.fc2.weight, vision.encoder.layers.1"
    })
    void numbersThatOverflow(String tensor, String part) throws IOException {
        for (SafetensorsType type : List.of(SafetensorsType.F32, SafetensorsType.BF16)) {
            for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
                Path copy = filled(type, tensor, 3e38f, Integer.MAX_VALUE);
                CheckpointException e = assertThrows(CheckpointException.class, () -> answer(copy, precision), tensor);
                assertTrue(e.getMessage().contains(part), e.getMessage());
                TinyModel.delete(copy);
            }
        }
    }

    /** What is too large for bf16 or F16 on its way from F32 is an error or an answer, as every other damage. */
    @ParameterizedTest
    @CsvSource({"embed_tokens.weight", "layers.0.self_attn.q_proj.weight", "norm.weight", "vision.pre_layrnorm.weight"})
    void numbersThatAreLarge(String tensor) throws IOException {
        for (float value : new float[] {3.4028235e38f, 1e30f, 1e19f}) {
            for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
                Path copy = filled(SafetensorsType.F32, tensor, value, Integer.MAX_VALUE);
                try {
                    assertEquals(2, answer(copy, precision).tokenIds().size());
                } catch (CheckpointException e) {
                    assertTrue(e.getMessage().contains("infinite"), e.getMessage());
                }
                TinyModel.delete(copy);
            }
        }
    }

    private static Reply answer(Path checkpoint, Precision precision) {
        return assertTimeoutPreemptively(LIMIT, () -> {
            try (LlavaMed model = TinyModel.load(checkpoint, precision)) {
                return model.ask(IMAGE, "What is it?", TinyModel.tokens(2));
            }
        });
    }

    /** A checkpoint with a value in the second row of a tensor on, where the embedding of the begin token is. */
    private static Path filled(SafetensorsType type, String tensor, float value, int most) throws IOException {
        Path whole = WHOLE.computeIfAbsent(
                type,
                t -> TinyModel.write(folder, RandomShape.tiny(Layout.ORIGINAL_MISTRAL, TinyModel.VOCABULARY), t, 3));
        Path copy = TinyModel.copyWith(folder, whole, WEIGHTS, Files.readAllBytes(whole.resolve(WEIGHTS)));
        TensorInfo info = Checkpoint.open(copy, CheckpointOptions.defaults()).tensor(tensor);
        long elements = (info.end() - info.begin()) / type.bytes();
        long first = info.shape().size() > 1 ? elements / info.shape().get(0) : 0;
        int count = (int) Math.min(elements - first, most);
        ByteBuffer bytes = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (type) {
                case F32 -> bytes.putFloat(value);
                case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
                default ->
                    bytes.putShort((short) (Float.isNaN(value) ? 0x7E00 : 0xFC00)); // F16: not a number or -infinity
            }
        }
        try (FileChannel channel = FileChannel.open(info.file(), StandardOpenOption.WRITE)) {
            channel.write(bytes.flip(), info.begin() + first * type.bytes());
        }
        return copy;
    }
}

package org.llavamed.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsType;

class RandomCheckpointTest {
    @TempDir
    Path temp;

    private static float[] values(String canonical, List<Long> shape, int count) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        new RandomWeights(canonical, shape, SafetensorsType.F32, 7).fill(0, buffer);
        float[] values = new float[count];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    /** The definition, written once more element by element. */
    private static float expected(String canonical, double offset, double scale, long index) {
        long state = 0xCBF29CE484222325L;
        for (int at = 0; at < canonical.length(); at++) {
            state = (state ^ canonical.charAt(at)) * 0x100000001B3L;
        }
        long z = (state ^ 7) + (index / 4 + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (float) (offset + scale * (((short) (z >>> (16 * (index % 4)))) + 0.5) / 32768.0);
    }

    @Test
    void weightsFollowTheirDefinition() {
        record Kind(String name, double offset, double scale) {}
        for (Kind kind : List.of(
                new Kind("layers.0.input_layernorm.weight", 1, 0.1),
                new Kind("norm.weight", 1, 0.1),
                new Kind("vision.pre_layrnorm.weight", 1, 0.1),
                new Kind("vision.encoder.layers.3.layer_norm2.weight", 1, 0.1),
                new Kind("vision.pre_layrnorm.bias", 0, 0.05),
                new Kind("embed_tokens.weight", 0, 1),
                new Kind("vision.embeddings.class_embedding", 0, 0.5),
                new Kind("vision.embeddings.position_embedding.weight", 0, 0.5),
                new Kind("layers.1.mlp.up_proj.weight", 0, Math.sqrt(3.0) / Math.sqrt(12)))) {
            float[] values = values(kind.name, List.of(5L, 3L, 4L), 59);
            for (int at = 0; at < values.length; at++) {
                assertEquals(expected(kind.name, kind.offset, kind.scale, at), values[at], 1e-7f, kind.name);
            }
        }
    }

    @Test
    void chunksAndTypesAgreeWithTheWhole() {
        List<Long> shape = List.of(10L, 10L);
        float[] whole = values("lm_head.weight", shape, 100);
        for (SafetensorsType type : List.of(SafetensorsType.F32, SafetensorsType.BF16, SafetensorsType.F16)) {
            RandomWeights weights = new RandomWeights("lm_head.weight", shape, type, 7);
            for (int first = 0; first < 100; first += 36) {
                int count = Math.min(36, 100 - first);
                ByteBuffer part = ByteBuffer.allocate(type.bytes() * count).order(ByteOrder.LITTLE_ENDIAN);
                weights.fill(first, part);
                for (int at = 0; at < count; at++) {
                    float value = whole[first + at];
                    int bits =
                            switch (type) {
                                case F32 -> part.getInt(4 * at);
                                default -> part.getShort(2 * at) & 0xFFFF;
                            };
                    int expected =
                            switch (type) {
                                case F32 -> Float.floatToRawIntBits(value);
                                case BF16 -> FloatBits.bfloat16(value) & 0xFFFF;
                                default -> FloatBits.half(value);
                            };
                    assertEquals(expected, bits, type + " " + (first + at));
                }
            }
        }
    }

    @Test
    void halvesRoundToNearestEven() {
        assertEquals(0x3C00, FloatBits.half(1f));
        assertEquals(0x3C00, FloatBits.half(1f + 0x1p-11f));
        assertEquals(0x3C02, FloatBits.half(1f + 0x3p-11f));
        assertEquals(0xBC01, FloatBits.half(-1f - 0x1.1p-11f));
        assertEquals(0x7BFF, FloatBits.half(65519f));
        assertEquals(0x7C00, FloatBits.half(65520f));
        assertEquals(0x0400, FloatBits.half(0x1p-14f));
        assertEquals(0x0400, FloatBits.half(0x1.fffp-15f));
        assertEquals(0x0001, FloatBits.half(0x1.8p-25f));
        assertEquals(0x0000, FloatBits.half(0x1p-25f));
        assertEquals(0x3F80, FloatBits.bfloat16(1f + 0x1p-8f));
        assertEquals(0x3F82, FloatBits.bfloat16(1f + 0x3p-8f));
    }

    @Test
    void publishedShapeHasThePublishedShards() {
        RandomCheckpoint full = RandomCheckpoint.of(RandomShape.like("llava-med-v1.5-mistral-7b"));
        assertEquals(15_132_438_528L, full.bytes());
        assertEquals(
                List.of(4_943_151_104L, 4_999_806_976L, 4_927_336_448L, 262_144_000L),
                full.shards().stream()
                        .map(shard -> shard.stream()
                                .mapToLong(weight -> weight.declaration().bytes())
                                .sum())
                        .toList());
        assertEquals("lm_head.weight", full.shards().get(3).get(0).declaration().name());
        assertEquals(
                "model.layers.22.mlp.gate_proj.weight",
                full.shards().get(2).get(0).declaration().name());
    }

    @Test
    void everyPublishedShapeOpensWithFewLayers() {
        assertThrows(IllegalArgumentException.class, () -> RandomShape.like("gpt"));
        for (String name : RandomShape.names()) {
            RandomShape shape = RandomShape.like(name);
            VisionConfig vision = shape.vision();
            assertNotNull(vision);
            assertEquals(1024, vision.hiddenSize(), name);
            assertNotNull(shape.knownTower(), name);
        }
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        RandomCheckpoint recipe = RandomCheckpoint.of(RandomShape.tiny(Layout.ORIGINAL_LLAMA, 64));
        byte[] first = bytes(recipe.withSeed(3));
        assertArrayEquals(first, bytes(recipe.withSeed(3)));
        assertFalse(java.util.Arrays.equals(first, bytes(recipe.withSeed(4))));
    }

    private byte[] bytes(RandomCheckpoint recipe) throws IOException {
        return Files.readAllBytes(CheckpointFolder.of(temp, recipe).path().resolve("model.safetensors"));
    }

    @Test
    void failureAndInterruptLeaveNothing() throws IOException {
        RandomCheckpoint recipe = RandomCheckpoint.of(RandomShape.tiny(Layout.HF_GEN2, 64));
        Path target = temp.resolve("out");
        assertThrows(
                ArithmeticException.class,
                () -> recipe.write(target, bytes -> {
                    throw new ArithmeticException("stop");
                }));
        assertThrows(
                CheckpointException.class,
                () -> recipe.withTokenizerModel(temp.resolve("none")).write(target, bytes -> {}));
        Thread.currentThread().interrupt();
        assertThrows(CheckpointException.class, () -> recipe.write(target, bytes -> {}));
        assertTrue(Thread.interrupted());
        try (var left = Files.list(temp)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void anExistingFolderIsKept() throws IOException {
        RandomCheckpoint recipe = RandomCheckpoint.of(RandomShape.tiny(Layout.HF_GEN1, 64));
        Path target = Files.createDirectory(temp.resolve("out"));
        List<Long> progress = new ArrayList<>();
        recipe.write(target, progress::add);
        assertEquals(recipe.bytes(), progress.get(progress.size() - 1));
        assertThrows(CheckpointException.class, () -> recipe.write(target, bytes -> {}));
        assertNotNull(Checkpoint.open(target, CheckpointOptions.defaults()));
    }
}

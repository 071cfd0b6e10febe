package org.llavamed.checkpoint;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.llavamed.safetensors.SafetensorsType;

/**
 * Weights that depend only on seed, canonical name and element index, so that any implementation can make the same ones:
 * 64 bits of splitmix64 give four 16-bit lanes, a lane is a uniform value in (-1, 1), scaled and shifted by the kind of
 * tensor. A lane has 65,536 values, so each tensor's values come from one table.
 */
final class RandomWeights {
    static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final SafetensorsType type;
    private final long state;
    private final int[] bitsByLane = new int[1 << 16];

    RandomWeights(String canonical, List<Long> shape, SafetensorsType type, long seed) {
        this.type = type;
        this.state = fnv1a(canonical) ^ seed;
        double offset = offset(canonical);
        double scale = scale(canonical, shape);
        for (int lane = 0; lane < bitsByLane.length; lane++) {
            double uniform = ((short) lane + 0.5) / 32768.0;
            bitsByLane[lane] = bits((float) (offset + scale * uniform));
        }
    }

    private static double offset(String canonical) {
        return isNormWeight(canonical) ? 1 : 0;
    }

    private static double scale(String canonical, List<Long> shape) {
        if (isNormWeight(canonical)) {
            return 0.1;
        }
        if (canonical.endsWith(".bias")) {
            return 0.05;
        }
        if (canonical.endsWith("embed_tokens.weight")) {
            return 1.0;
        }
        if (canonical.endsWith("class_embedding") || canonical.endsWith("position_embedding.weight")) {
            return 0.5;
        }
        double fanIn = 1;
        for (long size : shape.subList(1, shape.size())) {
            fanIn *= size;
        }
        return Math.sqrt(3.0) / Math.sqrt(fanIn);
    }

    private static boolean isNormWeight(String canonical) {
        return canonical.endsWith("norm.weight")
                || canonical.endsWith("layer_norm1.weight")
                || canonical.endsWith("layer_norm2.weight");
    }

    static long fnv1a(String text) {
        long hash = 0xCBF29CE484222325L;
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xFF)) * 0x100000001B3L;
        }
        return hash;
    }

    private int bits(float value) {
        return switch (type) {
            case F32 -> Float.floatToRawIntBits(value);
            case BF16 -> FloatBits.bfloat16(value);
            case F16 -> FloatBits.half(value);
            default -> throw new IllegalArgumentException("random weights are F32, F16 or BF16, not " + type);
        };
    }

    /**
     * Fills a little-endian buffer from position to limit.
     *
     * @param first index of the first element, a multiple of 4
     */
    void fill(long first, ByteBuffer target) {
        int count = target.remaining() / type.bytes();
        if (type == SafetensorsType.F32) {
            IntBuffer ints = target.asIntBuffer();
            for (int at = 0; at < count; at++) {
                ints.put(at, bitsByLane[lane(first + at)]);
            }
            return;
        }
        ShortBuffer shorts = target.asShortBuffer();
        int whole = count & ~3;
        for (int at = 0; at < whole; at += 4) {
            long z = mix(state + ((first + at) / 4 + 1) * GOLDEN);
            shorts.put(at, (short) bitsByLane[(int) z & 0xFFFF]);
            shorts.put(at + 1, (short) bitsByLane[(int) (z >>> 16) & 0xFFFF]);
            shorts.put(at + 2, (short) bitsByLane[(int) (z >>> 32) & 0xFFFF]);
            shorts.put(at + 3, (short) bitsByLane[(int) (z >>> 48)]);
        }
        for (int at = whole; at < count; at++) {
            shorts.put(at, (short) bitsByLane[lane(first + at)]);
        }
    }

    private int lane(long index) {
        return (int) (mix(state + (index / 4 + 1) * GOLDEN) >>> (16 * (index % 4))) & 0xFFFF;
    }

    static long mix(long seed) {
        long z = seed;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

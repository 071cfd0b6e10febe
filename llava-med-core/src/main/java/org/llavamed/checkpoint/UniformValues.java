package org.llavamed.checkpoint;

import java.nio.FloatBuffer;

/** Uniform values in (-bound, bound) that depend on name, seed and index only. */
final class UniformValues {
    private final long state;
    private final double bound;

    UniformValues(String name, long seed, double bound) {
        this.state = RandomWeights.fnv1a(name) ^ RandomWeights.mix(seed);
        this.bound = bound;
    }

    void fill(long first, FloatBuffer target) {
        for (long index = first; target.hasRemaining(); index++) {
            long bits =
                    RandomWeights.mix(state + (index + 1) * RandomWeights.GOLDEN) >>> 40; // 24 bits, as a float holds
            target.put((float) (bound * ((bits + 0.5) * 0x1p-23 - 1)));
        }
    }
}

package org.llavamed.checkpoint;

import java.nio.FloatBuffer;

/**
 * Normally distributed values around 0 that depend on name, seed and index only. The logarithms and cosines are {@link
 * StrictMath}'s, so that they are the same on every machine.
 */
final class NormalValues {
    private final long state;
    private final double deviation;

    NormalValues(String name, long seed, double deviation) {
        this.state = RandomWeights.fnv1a(name) ^ RandomWeights.mix(seed);
        this.deviation = deviation;
    }

    void fill(long first, FloatBuffer target) {
        for (long index = first; target.hasRemaining(); index++) {
            target.put((float) (deviation * normal(RandomWeights.mix(state + (index + 1) * RandomWeights.GOLDEN))));
        }
    }

    /** Box and Muller's transform of two uniform values, the upper and the lower 32 bits. */
    private static double normal(long bits) {
        double radius = ((bits >>> 32) + 0.5) * 0x1p-32;
        double turn = ((bits & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
        return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * turn);
    }
}

package org.llavamed.checkpoint;

import java.nio.FloatBuffer;

/**
 * Normally distributed values around 0 that depend on name, seed and index only. The logarithms and cosines are {@link
 * StrictMath}'s, so that they are the same on every machine.
 */
final class NormalValues {
    private final long state;
    private final double deviation;
    private final int centred;

    NormalValues(String name, long seed, double deviation) {
        this(name, seed, deviation, 1);
    }

    /**
     * Values of which so many in a row have the mean 0.
     *
     * @param centred length of the rows; 1 for values of which each is by itself
     */
    NormalValues(String name, long seed, double deviation, int centred) {
        this.state = RandomWeights.fnv1a(name) ^ RandomWeights.mix(seed);
        this.deviation = deviation;
        this.centred = centred;
    }

    void fill(long first, FloatBuffer target) {
        double mean = 0;
        for (long index = first; target.hasRemaining(); index++) {
            if (centred > 1 && (index == first || index % centred == 0)) {
                mean = mean(index - index % centred);
            }
            target.put((float) (deviation * (at(index) - mean)));
        }
    }

    private double mean(long begin) {
        double sum = 0;
        for (long index = begin; index < begin + centred; index++) {
            sum += at(index);
        }
        return sum / centred;
    }

    private double at(long index) {
        return normal(RandomWeights.mix(state + (index + 1) * RandomWeights.GOLDEN));
    }

    /** Box and Muller's transform of two uniform values, the upper and the lower 32 bits. */
    private static double normal(long bits) {
        double radius = ((bits >>> 32) + 0.5) * 0x1p-32;
        double turn = ((bits & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
        return StrictMath.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(2 * Math.PI * turn);
    }
}

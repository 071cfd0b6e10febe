package org.llavamed.internal.model;

import java.util.SplittableRandom;

/**
 * Start values of an adapter's A: uniform within 1/sqrt(inputs), the law of PEFT (Kaiming with slope sqrt 5); B starts at
 * zero, so that training begins at the unchanged model.
 */
final class LowRankStart {
    private LowRankStart() {}

    /** Values [rank * inputs], a function of the seed and the linear layer's name only. */
    static float[] values(long seed, String name, int rank, int inputs) {
        long mixed = seed * 0x9e3779b97f4a7c15L;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x100000001b3L; // FNV-1a
        }
        SplittableRandom random = new SplittableRandom(mixed);
        double bound = 1 / Math.sqrt(inputs);
        float[] values = new float[Math.multiplyExact(rank, inputs)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        return values;
    }
}

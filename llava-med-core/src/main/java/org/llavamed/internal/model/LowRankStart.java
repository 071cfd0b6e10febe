package org.llavamed.internal.model;

/**
 * Start values of an adapter's A: uniform within 1/sqrt(inputs), the law of PEFT (Kaiming with slope sqrt 5); B starts at
 * zero, so that training begins at the unchanged model.
 */
final class LowRankStart {
    private LowRankStart() {}

    /** Seed of one A, from the run's seed and the linear layer's name only. */
    static long seed(long seed, String name) {
        long mixed = seed * 0x9e3779b97f4a7c15L;
        for (int i = 0; i < name.length(); i++) {
            mixed = (mixed ^ name.charAt(i)) * 0x100000001b3L; // FNV-1a
        }
        return mixed;
    }
}

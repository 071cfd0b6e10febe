package org.llavamed.internal.training;

/**
 * Seeds that follow from the recipe's seed and from what they are for, so that no state of a generator has to be saved: a
 * resumed run draws what an uninterrupted one would have drawn.
 */
public final class Seeds {
    /** First part for the order of samples; the epoch follows. */
    public static final long SAMPLE_ORDER = 1;
    /** First part for dropout; step, micro-batch and layer follow. */
    public static final long DROPOUT = 2;
    /** First part for start values of new weights. */
    public static final long NEW_WEIGHTS = 3;

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L; // 2^64 divided by the golden ratio, odd

    private Seeds() {}

    /**
     * Mixes a seed with any number of parts; other parts, another order or another number of parts give an unrelated seed.
     *
     * @param seed the recipe's
     * @param parts first what it is for, one of the constants, then which
     * @return all 64 bits are usable
     */
    public static long derive(long seed, long... parts) {
        long hash = mix(seed + GOLDEN_GAMMA);
        for (long part : parts) {
            // Multiplied, not xored: a part equal to the seed must not cancel it out. The factor makes the order count.
            hash = mix(hash * 0xD1342543DE82EF95L + mix(part + GOLDEN_GAMMA));
        }
        return hash;
    }

    /** Number i (from 0) of the SplitMix64 sequence of a seed. */
    static long draw(long seed, long i) {
        return mix(seed + (i + 1) * GOLDEN_GAMMA);
    }

    /** SplitMix64's finalizer (Stafford's variant 13): each bit of the input turns half the bits of the result. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}

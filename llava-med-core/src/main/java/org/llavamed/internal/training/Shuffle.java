package org.llavamed.internal.training;

/**
 * Fisher-Yates with SplitMix64. Own code, since the JDK promises the same sequence for java.util.Random only: a run resumed
 * on a newer Java must go on in the same order.
 */
final class Shuffle {
    private final long seed;
    private long drawn;

    Shuffle(long seed) {
        this.seed = seed;
    }

    void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = below(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    /** 0 to bound - 1. Favours none by more than 2^-32, which no order of samples shows. */
    private int below(int bound) {
        long high = Seeds.draw(seed, drawn++) >>> 32;
        return (int) ((high * bound) >>> 32);
    }
}

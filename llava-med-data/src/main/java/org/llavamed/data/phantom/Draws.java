package org.llavamed.data.phantom;

import java.util.List;

/**
 * Random choices by SplitMix64, written out so that no JDK can change them. Each purpose has a stream of its own: leaving a
 * finding out moves nothing else in the picture. Not thread-safe.
 */
final class Draws {
    private static final double BELL = StrictMath.sqrt(3) / 0x1p16; // of four uniform 16-bit numbers

    private long state;

    private Draws(long state) {
        this.state = state;
    }

    /** The choices for one purpose. */
    static Draws of(long seed, String purpose) {
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return new Draws(mix(seed) ^ mix(hash));
    }

    /** Scatters the bits of a number. */
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += 0x9e3779b97f4a7c15L;
        return mix(state);
    }

    /** 0 to n - 1. */
    int below(int n) {
        return (int) (((next() >>> 32) * n) >>> 32);
    }

    /** From low up to high. */
    double between(double low, double high) {
        return low + (high - low) * ((next() >>> 11) * 0x1p-53);
    }

    boolean chance(double share) {
        return between(0, 1) < share;
    }

    /** -1 or 1. */
    int sign() {
        return next() < 0 ? -1 : 1;
    }

    /** Mean 0, variance 1, never beyond 3.5. */
    float bell() {
        long bits = next();
        long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
        return (float) ((sum - 131070) * BELL);
    }

    <T> T pick(List<T> list) {
        return list.get(below(list.size()));
    }
}

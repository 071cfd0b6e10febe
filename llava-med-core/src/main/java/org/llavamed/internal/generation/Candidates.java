package org.llavamed.internal.generation;

import java.util.Arrays;

/**
 * The tokens among which a draw is still made, with their scores, in the order of ids. Probabilities are always those of
 * the softmax over the tokens still in. Tokens with a score of -Infinity or NaN are out from the start.
 */
final class Candidates {
    private final int[] ids; // [n], ascending
    private final float[] scores; // [n], beside ids
    private int size;

    /** Takes a score for each id of the vocabulary. */
    Candidates(float[] vocabulary) {
        ids = new int[vocabulary.length];
        scores = new float[vocabulary.length];
        for (int id = 0; id < vocabulary.length; id++) {
            if (vocabulary[id] > Float.NEGATIVE_INFINITY) {
                ids[size] = id;
                scores[size++] = vocabulary[id];
            }
        }
    }

    /** Whether there is something to draw from: a token is left and no score is infinite. */
    boolean hasDistribution() {
        return size > 0 && largest() < Float.POSITIVE_INFINITY;
    }

    /** The ids still in, ascending. */
    int[] ids() {
        return Arrays.copyOf(ids, size);
    }

    /** Keeps the k largest scores and everything equal to the smallest of them. */
    void keepTopK(int k) {
        if (k >= size) {
            return;
        }
        LargestKeys largest = new LargestKeys(k);
        for (int i = 0; i < size; i++) {
            largest.offer(i, scores[i]);
        }
        keepFrom(largest.smallest());
    }

    /**
     * Drops the least probable tokens as long as those dropped have at most 1 - p together, and keeps at least one token.
     * Of equally probable tokens the higher ids go first, so that p = 0 is greedy choice; transformers leaves open which
     * go, as its sort is not stable.
     */
    void keepTopP(double p) {
        double[] weights = weights();
        double total = sum(weights);
        // All tokens below (1 - p) / n together have less than 1 - p, so they are out without being sorted.
        double surelyOut = 0.999 * (1 - p) / size;
        double dropped = 0;
        long[] keys = new long[size];
        int rest = 0;
        for (int i = 0; i < size; i++) {
            double probability = weights[i] / total;
            if (probability < surelyOut) {
                dropped += probability;
                weights[i] = -1;
            } else {
                keys[rest++] = LargestKeys.key(i, scores[i]);
            }
        }
        Arrays.sort(keys, 0, rest);
        float limit = (float) (1 - p); // compared in 32 bits, as the reference does
        for (int j = 0; j < rest - 1; j++) {
            int i = LargestKeys.id(keys[j]);
            dropped += weights[i] / total;
            if ((float) dropped > limit) {
                break;
            }
            weights[i] = -1;
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] >= 0) {
                kept = keep(i, kept);
            }
        }
        size = kept;
    }

    /** Keeps tokens at least p times as probable as the most probable one. */
    void keepMinP(double p) {
        float largest = largest();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (StrictMath.exp((double) scores[i] - largest) >= p) {
                kept = keep(i, kept);
            }
        }
        size = kept;
    }

    /** Probabilities of the tokens still in, beside {@link #ids()}. */
    double[] probabilities() {
        double[] weights = weights();
        double total = sum(weights);
        for (int i = 0; i < size; i++) {
            weights[i] /= total;
        }
        return weights;
    }

    /** The first id whose cumulated probability exceeds a number of [0, 1). */
    int at(double number) {
        double[] weights = weights();
        double target = number * sum(weights);
        double cumulated = 0;
        int last = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] > 0) {
                cumulated += weights[i];
                last = i;
                if (cumulated > target) {
                    break;
                }
            }
        }
        return ids[last];
    }

    private void keepFrom(float threshold) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (scores[i] >= threshold) {
                kept = keep(i, kept);
            }
        }
        size = kept;
    }

    private int keep(int from, int to) {
        ids[to] = ids[from];
        scores[to] = scores[from];
        return to + 1;
    }

    private float largest() {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, scores[i]);
        }
        return largest;
    }

    /** Unnormalised probabilities; the strict exponential gives the same bits on every machine. */
    private double[] weights() {
        float largest = largest();
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            weights[i] = StrictMath.exp((double) scores[i] - largest);
        }
        return weights;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}

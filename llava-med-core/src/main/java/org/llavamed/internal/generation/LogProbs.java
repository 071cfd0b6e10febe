package org.llavamed.internal.generation;

import java.util.ArrayList;
import java.util.List;

/**
 * Log-probabilities of one step: the log-softmax of the logits as the model gave them, before penalties, temperature and
 * filters.
 *
 * @param chosen the token that was chosen
 * @param top the most probable tokens, most probable first, lower ids first among equals
 */
public record LogProbs(TokenLogProb chosen, List<TokenLogProb> top) {

    /** Copies the list. */
    public LogProbs {
        top = List.copyOf(top);
    }

    /**
     * Computes the log-probabilities of a step.
     *
     * @param logits the model's output, one finite value a token
     * @param chosen the token that was chosen
     * @param alternatives how many of the most probable tokens to list, 0 or more; no more than there are tokens are
     * @return the log-probabilities
     * @throws IllegalArgumentException if the token is none of the logits' or the number is negative
     */
    public static LogProbs of(float[] logits, int chosen, int alternatives) {
        if (chosen < 0 || chosen >= logits.length || alternatives < 0) {
            throw new IllegalArgumentException(
                    "token " + chosen + " of " + logits.length + " with " + alternatives + " alternatives");
        }
        float largest = largest(logits);
        double logSum = logSum(logits, largest);
        List<TokenLogProb> top = new ArrayList<>();
        if (alternatives > 0) {
            LargestKeys mostProbable = new LargestKeys(Math.min(alternatives, logits.length));
            for (int id = 0; id < logits.length; id++) {
                if (!Float.isNaN(logits[id])) {
                    mostProbable.offer(id, logits[id]);
                }
            }
            for (int id : mostProbable.idsDescending()) {
                top.add(new TokenLogProb(id, logProb(logits[id], largest, logSum)));
            }
        }
        return new LogProbs(new TokenLogProb(chosen, logProb(logits[chosen], largest, logSum)), top);
    }

    private static float logProb(float logit, float largest, double logSum) {
        // The maximum goes first: beside a logit of 1e30 the sum's logarithm would be lost.
        return (float) ((double) logit - largest - logSum);
    }

    private static float largest(float[] logits) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        return largest;
    }

    /** Logarithm of the sum of exponentials shifted by the maximum, so that none overflows. */
    private static double logSum(float[] logits, float largest) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - largest);
        }
        return Math.log(sum);
    }
}

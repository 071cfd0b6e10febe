package org.llavamed.eval.score;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU of one sentence against one reference without smoothing, as {@code nltk.translate.bleu_score.sentence_bleu} computes
 * it: an order without a match counts as the smallest normal double, so that values near 1e-155 are real. Source: Papineni et al. 2002; nltk 3.9.
 */
final class SentenceBleu {
    private static final int ORDERS = 4;

    private final double[] logs = new double[ORDERS];
    private final boolean nothing;
    private final double brevity;

    /** Counts the n-grams that an answer shares with the reference. */
    SentenceBleu(List<String> reference, List<String> answer) {
        nothing = matches(reference, answer, 1) == 0;
        for (int order = 1; order <= ORDERS; order++) {
            int shared = matches(reference, answer, order);
            int all = Math.max(1, answer.size() - order + 1);
            logs[order - 1] = Math.log(shared == 0 ? Double.MIN_NORMAL : (double) shared / all);
        }
        brevity = answer.size() > reference.size()
                ? 1
                : answer.isEmpty() ? 0 : Math.exp(1 - (double) reference.size() / answer.size());
    }

    /** n-grams of the answer that are in the reference, each as often as it comes there at most. */
    private static int matches(List<String> reference, List<String> answer, int order) {
        Map<List<String>, Integer> left = new HashMap<>();
        for (int i = 0; i + order <= reference.size(); i++) {
            left.merge(reference.subList(i, i + order), 1, Integer::sum);
        }
        int shared = 0;
        for (int i = 0; i + order <= answer.size(); i++) {
            List<String> gram = answer.subList(i, i + order);
            Integer count = left.get(gram);
            if (count != null && count > 0) {
                left.put(gram, count - 1);
                shared++;
            }
        }
        return shared;
    }

    /** The geometric mean of the precisions of orders 1 to 4. */
    double cumulative() {
        return score(0.25, 0.25, 0.25, 0.25);
    }

    /** The precision of one order alone, with the brevity penalty. */
    double order(int order) {
        double[] weights = new double[ORDERS];
        weights[order - 1] = 1;
        return score(weights);
    }

    private double score(double... weights) {
        if (nothing) {
            return 0;
        }
        BigDecimal sum = BigDecimal.ZERO; // exact, as Python's fsum
        for (int i = 0; i < ORDERS; i++) {
            sum = sum.add(new BigDecimal(weights[i] * logs[i]));
        }
        return brevity * Math.exp(sum.doubleValue());
    }
}

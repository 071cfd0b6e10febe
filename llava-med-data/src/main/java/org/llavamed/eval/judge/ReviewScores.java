package org.llavamed.eval.judge;

/**
 * The scores of a review.
 *
 * @param first score of the answer that was shown first, 1 to 10
 * @param second score of the answer that was shown second, 1 to 10
 */
public record ReviewScores(double first, double second) {
    /** Worst score. */
    public static final double LOWEST = 1;

    /** Best score. */
    public static final double HIGHEST = 10;

    /**
     * Checks the range.
     *
     * @param first as above
     * @param second as above
     */
    public ReviewScores {
        if (!inRange(first) || !inRange(second)) {
            throw new IllegalArgumentException("scores " + first + " and " + second + " are not between 1 and 10");
        }
    }

    static boolean inRange(double score) {
        return score >= LOWEST && score <= HIGHEST;
    }

    /**
     * The score of the reference answer.
     *
     * @param order the order in which the answers were shown
     * @return 1 to 10
     */
    public double reference(ShownOrder order) {
        return order == ShownOrder.REFERENCE_FIRST ? first : second;
    }

    /**
     * The score of the model's answer.
     *
     * @param order the order in which the answers were shown
     * @return 1 to 10
     */
    public double model(ShownOrder order) {
        return order == ShownOrder.REFERENCE_FIRST ? second : first;
    }
}

package org.llavamed.eval.score;

/**
 * A measured value with its 95 % interval.
 *
 * @param value the value, in the unit of its metric (percent for scores); NaN if {@code count} is 0
 * @param low lower end of the interval; NaN if there is none
 * @param high upper end of the interval; NaN if there is none
 * @param count the denominator: how many questions (or reviews) went into it
 */
public record Estimate(double value, double low, double high, int count) {
    /** Nothing was measured. */
    public static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN, 0);

    /**
     * Whether there is a value.
     *
     * @return false if nothing was counted
     */
    public boolean known() {
        return count > 0 && !Double.isNaN(value);
    }

    /**
     * Whether there is an interval.
     *
     * @return false for values that were not resampled
     */
    public boolean hasInterval() {
        return known() && !Double.isNaN(low) && !Double.isNaN(high);
    }
}

package org.llavamed.internal.generation;

/**
 * How tokens are chosen; names, meanings and order of application are those of transformers' logits processors.
 *
 * @param temperature divisor of the logits, 0 for greedy choice
 * @param topK keep the k most probable tokens and those equal to the last of them, 0 for all
 * @param topP keep the most probable tokens that together reach this probability, 1 for all
 * @param minP keep tokens at least this fraction as probable as the most probable one, 0 for all
 * @param repetitionPenalty makes tokens of the prompt and the answer less likely if above 1, 1 for none
 * @param seed start of the random numbers; equal seeds and logits give equal tokens
 */
public record SamplingOptions(
        double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {

    /** The most probable token, always. */
    public static final SamplingOptions GREEDY = new SamplingOptions(0, 0, 1, 0, 1, 0);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the option, its value and its range
     */
    public SamplingOptions {
        require(temperature >= 0 && temperature <= Float.MAX_VALUE, "temperature", temperature, "from 0 to 3.4e38");
        require(topK >= 0, "topK", topK, "0 (all) or more");
        require(topP >= 0 && topP <= 1, "topP", topP, "from 0 to 1 (all)");
        require(minP >= 0 && minP <= 1, "minP", minP, "from 0 (all) to 1");
        boolean penaltyFits = repetitionPenalty >= Float.MIN_NORMAL && repetitionPenalty <= Float.MAX_VALUE;
        require(penaltyFits, "repetitionPenalty", repetitionPenalty, "from 1.2e-38 to 3.4e38, 1 for none");
    }

    /** Whether the most probable token is always chosen. */
    boolean isGreedy() {
        return temperature == 0;
    }

    private static void require(boolean ok, String name, Number value, String range) {
        if (!ok) {
            throw new IllegalArgumentException(name + " is " + value + " but must be " + range);
        }
    }
}

package org.llavamed.eval.score;

/**
 * McNemar's test of two series of right and wrong answers to the same questions. Only questions that one side alone got right tell
 * anything; without a difference each of them falls to either side like a fair coin.
 *
 * @param firstOnly questions that only the first got right (b)
 * @param secondOnly questions that only the second got right (c)
 * @param exact two-sided p-value of the exact binomial test; keeps its level but is too careful for few questions
 * @param midP two-sided mid-p value (Fagerland, Lydersen and Laake 2013), which counts the observed split half
 */
public record McNemar(int firstOnly, int secondOnly, double exact, double midP) {
    /**
     * Tests counts.
     *
     * @param firstOnly b, at least 0
     * @param secondOnly c, at least 0
     * @return the test; p-values 1 if both are 0
     * @throws IllegalArgumentException if a count is below 0
     * @throws ArithmeticException if they add up to more than an int holds
     */
    public static McNemar of(int firstOnly, int secondOnly) {
        if (firstOnly < 0 || secondOnly < 0) {
            throw new IllegalArgumentException("counts below 0");
        }
        int all = Math.addExact(firstOnly, secondOnly);
        int fewer = Math.min(firstOnly, secondOnly);
        double log = -all * Math.log(2); // of the probability of k = 0
        double below = 0;
        for (int k = 0; k < fewer; k++) {
            below += Math.exp(log);
            log += Math.log(all - k) - Math.log(k + 1);
        }
        double observed = Math.exp(log);
        return new McNemar(
                firstOnly,
                secondOnly,
                Math.min(1, 2 * (below + observed)),
                firstOnly == secondOnly ? 1 : Math.min(1, 2 * below + observed));
    }
}

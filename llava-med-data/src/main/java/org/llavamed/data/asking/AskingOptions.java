package org.llavamed.data.asking;

import java.time.Duration;

/**
 * How a run asks; none of it changes what is asked.
 *
 * @param concurrency how many requests run at once, 1 to 1,000
 * @param passes how often samples without a reply are tried in one run, at least 1
 * @param giveUpAfter how many requests in a row may go without a reply before the run ends, at least 1; never fewer than twice
 *     the concurrency, so that a server has time to come back: a request that fails has itself been tried for minutes
 * @param retryRejected whether samples whose reply was of no use in an earlier run are asked again
 * @param grace how long those under way are waited for after a cancellation
 */
public record AskingOptions(int concurrency, int passes, int giveUpAfter, boolean retryRejected, Duration grace) {
    /** 4 at once, 3 passes, the end after 20 failures in a row, 10 seconds of grace. */
    public static final AskingOptions DEFAULT = new AskingOptions(4, 3, 20, false, Duration.ofSeconds(10));

    /**
     * Checks the ranges.
     *
     * @param concurrency as above
     * @param passes as above
     * @param giveUpAfter as above
     * @param retryRejected as above
     * @param grace as above
     */
    public AskingOptions {
        if (passes < 1 || giveUpAfter < 1) {
            throw new IllegalArgumentException("passes and giveUpAfter must be at least 1");
        }
        if (concurrency < 1 || concurrency > 1000) {
            throw new IllegalArgumentException("concurrency " + concurrency + " is not between 1 and 1000");
        }
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace " + grace + " is negative");
        }
    }

    /**
     * The same with another concurrency.
     *
     * @param requests how many requests run at once
     * @return a copy
     */
    public AskingOptions withConcurrency(int requests) {
        return new AskingOptions(requests, passes, giveUpAfter, retryRejected, grace);
    }

    /**
     * The same, asking again for what was rejected or not.
     *
     * @param retry whether to ask again
     * @return a copy
     */
    public AskingOptions withRetryRejected(boolean retry) {
        return new AskingOptions(concurrency, passes, giveUpAfter, retry, grace);
    }
}

package org.llavamed.data.instruct;

import java.time.Duration;
import org.llavamed.data.asking.AskingOptions;

/**
 * How a run is made; none of it changes what is asked.
 *
 * @param maxSize how many samples at most, at least 1
 * @param concurrency how many requests run at once, 1 to 1,000
 * @param passes how often samples without a reply are tried in one run, at least 1; the reference makes 3 rounds
 * @param giveUpAfter how many requests in a row may go without a reply before the run ends, at least 1; never fewer than twice
 *     the concurrency, so that a server has time to come back: a request that fails has itself been tried for minutes
 * @param retryRejected whether samples whose reply was of no use in an earlier run are asked again
 * @param grace how long those under way are waited for after a cancellation
 */
public record InstructOptions(
        int maxSize, int concurrency, int passes, int giveUpAfter, boolean retryRejected, Duration grace) {
    /** 60,000 samples, 4 at once, 3 passes, the end after 20 failures in a row, 10 seconds of grace. */
    public static final InstructOptions DEFAULT = new InstructOptions(60_000, 4, 3, 20, false, Duration.ofSeconds(10));

    /**
     * Checks the ranges.
     *
     * @param maxSize as above
     * @param concurrency as above
     * @param passes as above
     * @param giveUpAfter as above
     * @param retryRejected as above
     * @param grace as above
     */
    public InstructOptions {
        if (maxSize < 1 || passes < 1 || giveUpAfter < 1) {
            throw new IllegalArgumentException("maxSize, passes and giveUpAfter must be at least 1");
        }
        new AskingOptions(concurrency, passes, giveUpAfter, retryRejected, grace); // refuses what is out of range
    }

    AskingOptions asking() {
        return new AskingOptions(concurrency, passes, giveUpAfter, retryRejected, grace);
    }

    /**
     * The same with another size.
     *
     * @param size how many samples at most
     * @return a copy
     */
    public InstructOptions withMaxSize(int size) {
        return new InstructOptions(size, concurrency, passes, giveUpAfter, retryRejected, grace);
    }

    /**
     * The same with another concurrency.
     *
     * @param requests how many requests run at once
     * @return a copy
     */
    public InstructOptions withConcurrency(int requests) {
        return new InstructOptions(maxSize, requests, passes, giveUpAfter, retryRejected, grace);
    }

    /**
     * The same with another number of passes.
     *
     * @param number how often samples without a reply are tried
     * @return a copy
     */
    public InstructOptions withPasses(int number) {
        return new InstructOptions(maxSize, concurrency, number, giveUpAfter, retryRejected, grace);
    }

    /**
     * The same, ending after another number of failures in a row.
     *
     * @param failures that number
     * @return a copy
     */
    public InstructOptions withGiveUpAfter(int failures) {
        return new InstructOptions(maxSize, concurrency, passes, failures, retryRejected, grace);
    }

    /**
     * The same, asking again for what was rejected or not.
     *
     * @param retry whether to ask again
     * @return a copy
     */
    public InstructOptions withRetryRejected(boolean retry) {
        return new InstructOptions(maxSize, concurrency, passes, giveUpAfter, retry, grace);
    }

    /**
     * The same with another grace.
     *
     * @param time how long those under way are waited for
     * @return a copy
     */
    public InstructOptions withGrace(Duration time) {
        return new InstructOptions(maxSize, concurrency, passes, giveUpAfter, retryRejected, time);
    }
}

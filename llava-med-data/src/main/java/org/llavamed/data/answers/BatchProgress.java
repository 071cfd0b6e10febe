package org.llavamed.data.answers;

import java.time.Duration;

/**
 * How far a run is. The first report, before anything is computed, has {@code done} equal to {@code resumed}.
 *
 * @param done answers in the file
 * @param resumed how many of them an earlier run made
 * @param total questions
 * @param elapsed time since this run began to compute
 * @param remaining estimate for the rest, from the mean of this run; zero before its first answer
 * @param tokens length of the answers of this run in tokens, as far as the model says
 */
public record BatchProgress(int done, int resumed, int total, Duration elapsed, Duration remaining, long tokens) {
    static BatchProgress at(int done, int resumed, int total, long nanos, long tokens) {
        int own = done - resumed;
        long rest = own == 0 ? 0 : (long) ((double) nanos / own * (total - done));
        return new BatchProgress(done, resumed, total, Duration.ofNanos(nanos), Duration.ofNanos(rest), tokens);
    }
}

package org.llavamed.data.asking;

import java.time.Duration;
import org.llavamed.data.teacher.ChatUsage;

/**
 * How far a run has come.
 *
 * @param total samples of the run
 * @param answered samples with a usable reply, those of earlier runs included
 * @param rejected samples whose reply is of no use, those of earlier runs included
 * @param unavailable samples without a reply, which are tried again
 * @param settledBefore answered and rejected samples that earlier runs left
 * @param underWay requests that wait for a reply
 * @param usage tokens of all replies so far, those of earlier runs included
 * @param elapsed time since this run began to ask
 */
public record AskingProgress(
        int total,
        int answered,
        int rejected,
        int unavailable,
        int settledBefore,
        int underWay,
        ChatUsage usage,
        Duration elapsed) {
    /**
     * Samples that are finished.
     *
     * @return answered and rejected
     */
    public int done() {
        return answered + rejected;
    }

    /**
     * How fast this run settles samples.
     *
     * @return samples a minute, 0 before the first
     */
    public double perMinute() {
        double minutes = elapsed.toNanos() / 60e9;
        return minutes <= 0 ? 0 : (done() - settledBefore) / minutes;
    }

    /**
     * How long the rest takes at this rate.
     *
     * @return the time, zero if the rate is not known yet or nothing is left
     */
    public Duration remaining() {
        double rate = perMinute();
        return rate <= 0 ? Duration.ZERO : Duration.ofSeconds((long) Math.ceil((total - done()) / rate * 60));
    }
}

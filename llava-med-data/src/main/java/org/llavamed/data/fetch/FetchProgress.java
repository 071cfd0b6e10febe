package org.llavamed.data.fetch;

import java.time.Duration;

/**
 * How far a run has come.
 *
 * @param images images that this run fetched
 * @param missing images found missing
 * @param done images fetched, missing or there before
 * @param total images named by the list
 * @param bytes compressed bytes that came in
 * @param elapsed time since the beginning
 * @param remaining time that the rest will take at the rate so far; zero if it is not known
 */
public record FetchProgress(
        long images, long missing, long done, long total, long bytes, Duration elapsed, Duration remaining) {
    /**
     * How fast data comes in.
     *
     * @return bytes a second
     */
    public double bytesPerSecond() {
        return bytes / Math.max(1e-3, elapsed.toNanos() / 1e9);
    }
}

package org.llavamed.data.fetch;

import java.time.Duration;

/**
 * How long an HTTP transfer may take.
 *
 * @param connect until there is a connection
 * @param response until the answer begins
 * @param stall between two pieces of the content
 * @param total for one transfer altogether, so that a server that drips bytes does not hold it for ever
 */
public record HttpTimeouts(Duration connect, Duration response, Duration stall, Duration total) {
    /** 20 s, 60 s, 60 s and two hours. */
    public static final HttpTimeouts DEFAULT = new HttpTimeouts(
            Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofHours(2));

    /**
     * Checks that each is more than zero.
     *
     * @param connect as above
     * @param response as above
     * @param stall as above
     * @param total as above
     */
    public HttpTimeouts {
        for (Duration each : new Duration[] {connect, response, stall, total}) {
            if (each.isZero() || each.isNegative()) {
                throw new IllegalArgumentException("a time-out must be more than zero, not " + each);
            }
        }
    }
}

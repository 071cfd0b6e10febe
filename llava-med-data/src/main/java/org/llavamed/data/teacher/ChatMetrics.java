package org.llavamed.data.teacher;

import java.time.Duration;

/**
 * What a client has done so far, for the report of a run.
 *
 * @param calls calls of {@link ChatClient#complete} that were begun
 * @param replies calls that gave a reply
 * @param attempts requests sent to the server
 * @param retries attempts after the first of a call, those in another dialect included
 * @param busy replies with status 429
 * @param waited time calls spent waiting for the rate limit and between attempts, all threads together
 */
public record ChatMetrics(long calls, long replies, long attempts, long retries, long busy, Duration waited) {}

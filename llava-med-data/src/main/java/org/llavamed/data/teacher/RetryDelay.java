package org.llavamed.data.teacher;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt: twice as long each time, at random between half of that and all of it, but never
 * less than the server asks for and never more than the longest delay. Safe for any number of threads.
 */
final class RetryDelay {
    private final Duration first;
    private final Duration longest;
    private final Random random;

    RetryDelay(Duration first, Duration longest, Random random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /**
     * The wait after an attempt.
     *
     * @param attempt number of the attempt that failed, from 1
     * @param asked what the server asks for, or null
     */
    Duration after(int attempt, @Nullable Duration asked) {
        double most = longest.toNanos();
        double doubled = first.toNanos() * Math.pow(2, attempt - 1);
        double jitter = random.nextDouble();
        double wait = Math.min(doubled, most) * (0.5 + 0.5 * jitter);
        if (asked != null) {
            // A little later than asked, not all at the same moment.
            wait = Math.max(wait, Math.min(asked.toNanos() * (1 + 0.1 * jitter), most));
        }
        return Duration.ofNanos((long) wait);
    }

    /**
     * What the server asks for: {@code retry-after-ms} (Azure), or {@code Retry-After} in seconds or as a date (RFC 9110,
     * 10.2.3). OpenAI's {@code x-ratelimit-reset-*} is when the whole quota is back, far later than the next request may
     * go, and is not used.
     *
     * @return at least 0 and at most a day, or null if it asks for nothing that can be read
     */
    static @Nullable Duration asked(HttpHeaders headers, Instant now) {
        Double millis = number(headers.firstValue("retry-after-ms"), 1);
        if (millis == null) {
            millis = number(headers.firstValue("retry-after"), 1_000);
        }
        if (millis == null) {
            Instant until = date(headers.firstValue("retry-after"));
            if (until == null) {
                return null;
            }
            // By the server's own clock, if it tells: ours may be wrong.
            Instant from = date(headers.firstValue("date"));
            millis = (double) Duration.between(from == null ? now : from, until).toMillis();
        }
        return Duration.ofMillis((long) Math.min(Math.max(0, millis), 86_400_000));
    }

    private static @Nullable Double number(Optional<String> value, int factor) {
        String text = value.orElse("").strip();
        // Digits and one point: no NaN, no hexadecimal, no 1e400.
        return text.matches("[0-9]{1,12}(\\.[0-9]{0,9})?") ? Double.parseDouble(text) * factor : null;
    }

    private static @Nullable Instant date(Optional<String> value) {
        try {
            return value.isEmpty()
                    ? null
                    : ZonedDateTime.parse(value.get().strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}

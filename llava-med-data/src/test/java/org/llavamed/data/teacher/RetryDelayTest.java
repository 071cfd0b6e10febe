package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDelayTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static @Nullable Duration asked(String... namesAndValues) {
        Map<String, List<String>> map = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return RetryDelay.asked(HttpHeaders.of(map, (name, value) -> true), NOW);
    }

    private static RetryDelay delay(long seed) {
        return new RetryDelay(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(seed));
    }

    @Test
    void doublesUpToTheLongestBetweenHalfAndAll() {
        RetryDelay delay = delay(1);
        for (int attempt = 1; attempt < 2_000; attempt++) {
            double whole = Math.min(60, Math.pow(2, attempt - 1));
            double wait = delay.after(attempt, null).toNanos() / 1e9;
            assertTrue(wait >= whole / 2 && wait <= whole, attempt + ": " + wait);
        }
    }

    @Test
    void aSeedRepeats() {
        assertEquals(delay(7).after(3, null), delay(7).after(3, null));
        assertTrue(!delay(7).after(3, null).equals(delay(8).after(3, null)));
    }

    @Test
    void theServersWishIsAFloorUnderTheLongest() {
        double wait = delay(1).after(1, Duration.ofSeconds(20)).toNanos() / 1e9;
        assertTrue(wait >= 20 && wait <= 22, "waited " + wait);
        assertEquals(Duration.ofSeconds(60), delay(1).after(1, Duration.ofHours(2)));
        assertTrue(delay(1).after(1, Duration.ZERO).toMillis() >= 500);
    }

    @Test
    void readsSecondsMillisecondsAndDates() {
        assertEquals(Duration.ofSeconds(20), asked("Retry-After", "20"));
        assertEquals(Duration.ofMillis(1_500), asked("retry-after", " 1.5 "));
        assertEquals(Duration.ofMillis(37), asked("Retry-After", "1", "retry-after-ms", "37"));
        assertEquals(Duration.ofSeconds(90), asked("Retry-After", "Thu, 01 Jan 2026 00:01:30 GMT"));
        assertEquals(Duration.ZERO, asked("Retry-After", "Wed, 31 Dec 2025 00:01:30 GMT"));
        // The server's clock is an hour ahead, and it tells.
        assertEquals(
                Duration.ofSeconds(5),
                asked("Retry-After", "Thu, 01 Jan 2026 01:00:05 GMT", "Date", "Thu, 01 Jan 2026 01:00:00 GMT"));
        assertEquals(Duration.ofDays(1), asked("Retry-After", "999999999999"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-3", "1e9", "NaN", "0x10", "", "Thu, 99 Jan 2026", "9999999999999999999999"})
    void whatCannotBeReadIsNotAsked(String value) {
        assertNull(asked("Retry-After", value));
        assertEquals(Duration.ofSeconds(3), asked("retry-after-ms", value, "Retry-After", "3"));
    }

    @Test
    void theTimeToAFullQuotaIsNotAWait() {
        assertNull(asked("x-ratelimit-reset-requests", "6m0s"));
    }
}

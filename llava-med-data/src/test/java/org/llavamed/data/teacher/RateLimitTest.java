package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;
    private final FakeTicker clock = new FakeTicker();

    @Test
    void requestsAreSpreadOverTheMinute() throws InterruptedException {
        RateLimit limit = new RateLimit(60, 0, clock);
        for (int i = 0; i < 61; i++) {
            limit.acquire(1_000_000); // tokens are not limited
        }
        assertEquals(60, clock.nanos() / 1e9, 1e-6);
    }

    @Test
    void noMinuteSeesMoreThanTheLimitAndOneSecondAndOneRequest() throws InterruptedException {
        Random random = new Random(5);
        RateLimit limit = new RateLimit(0, 30_000, clock);
        Deque<long[]> lastMinute = new ArrayDeque<>();
        long sum = 0;
        for (int i = 0; i < 3_000; i++) {
            long amount = 1L + random.nextInt(2_000);
            limit.acquire(amount);
            lastMinute.add(new long[] {clock.nanos(), amount});
            sum += amount;
            while (lastMinute.getFirst()[0] <= clock.nanos() - 60 * SECOND) {
                sum -= lastMinute.removeFirst()[1];
            }
            assertTrue(sum <= 30_000 + 500 + 2_000, "tokens in a minute: " + sum);
            if (random.nextInt(50) == 0) {
                clock.pass((long) (random.nextDouble() * 100 * SECOND)); // idle time earns a second's worth, no more
            }
        }
    }

    @Test
    void theWholeLimitIsUsed() throws InterruptedException {
        RateLimit limit = new RateLimit(0, 30_000, clock);
        for (int i = 0; i < 100; i++) {
            limit.acquire(1_500);
        }
        assertEquals(5 * 60, clock.nanos() / 1e9, 5);
    }

    @Test
    void aRequestBeyondTheBucketWaitsAMinuteAtMostAndSoDoesTheNext() throws InterruptedException {
        RateLimit limit = new RateLimit(0, 100, clock);
        limit.acquire(Long.MAX_VALUE);
        assertEquals(0, clock.nanos());
        limit.acquire(1);
        assertEquals(60, clock.nanos() / 1e9, 1.1);
        limit.acquire(1_000_000);
        assertTrue(clock.nanos() < 63 * SECOND, "at " + clock.nanos());
    }

    @Test
    void reportedUsageCorrectsTheEstimate() throws InterruptedException {
        RateLimit limit = new RateLimit(0, 6_000, clock); // a hundred a second
        limit.acquire(1_100);
        limit.correct(1_100, 100);
        limit.acquire(100);
        assertEquals(1, clock.nanos() / 1e9, 0.01);
        limit.correct(100, 600); // more than thought: five seconds more
        limit.acquire(100);
        assertEquals(1 + 6, clock.nanos() / 1e9, 0.01);
    }

    @Test
    void bothLimitsHold() throws InterruptedException {
        RateLimit limit = new RateLimit(60, 6_000, clock);
        for (int i = 0; i < 11; i++) {
            limit.acquire(10); // a tenth of a second of tokens, a second of requests
        }
        assertEquals(10, clock.nanos() / 1e9, 0.01);
        for (int i = 0; i < 10; i++) {
            limit.acquire(200); // two seconds of tokens
        }
        assertEquals(10 + 19, clock.nanos() / 1e9, 1.1);
    }

    @Test
    void aPauseHoldsUpEveryone() throws InterruptedException {
        RateLimit limit = new RateLimit(0, 0, clock);
        limit.pause(Duration.ofSeconds(7));
        limit.pause(Duration.ofSeconds(3)); // the longer one counts
        limit.acquire(1);
        assertEquals(7, clock.nanos() / 1e9, 1e-6);
        limit.acquire(1);
        assertEquals(7, clock.nanos() / 1e9, 1e-6);
    }

    @Test
    void waitingEndsWhenTheThreadIsInterrupted() throws InterruptedException {
        RateLimit limit = new RateLimit(1, 0, Ticker.SYSTEM);
        limit.acquire(1);
        CountDownLatch ended = new CountDownLatch(2);
        Thread[] threads = new Thread[2];
        for (int i = 0; i < 2; i++) {
            threads[i] = new Thread(() -> {
                assertThrows(InterruptedException.class, () -> limit.acquire(1));
                ended.countDown();
            });
            threads[i].start();
        }
        Thread.sleep(50);
        assertEquals(2, ended.getCount());
        for (Thread thread : threads) {
            thread.interrupt();
        }
        ended.await();
    }

    @Test
    void limitsOfNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TokenBucket(0, 0));
    }

    @Test
    void tinyLimitsAndHugeTimesKeepTheirSense() {
        TokenBucket bucket = new TokenBucket(1, -5);
        assertEquals(0, bucket.waitFor(1, -5));
        bucket.take(1, -5);
        assertTrue(Math.abs(60 * SECOND - bucket.waitFor(1, -5)) < 1_000);
        assertFalse(bucket.waitFor(1, -5 + 60 * SECOND - 1_000) == 0);
        assertEquals(0, bucket.waitFor(1, 61 * SECOND));
        bucket.correct(1, Long.MAX_VALUE, 61 * SECOND);
        assertTrue(bucket.waitFor(Long.MAX_VALUE, 61 * SECOND) <= 62 * SECOND);
        TokenBucket wide = new TokenBucket(Long.MAX_VALUE, 0);
        wide.take(Long.MAX_VALUE, 0);
        assertTrue(wide.waitFor(1, 1) <= 61 * SECOND);
    }
}

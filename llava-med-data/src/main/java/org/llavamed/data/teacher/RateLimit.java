package org.llavamed.data.teacher;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Requests and tokens by the minute, and pauses the server asks for. Callers go in the order they came. Safe for any number of threads. */
final class RateLimit {
    private final Ticker ticker;
    private final @Nullable TokenBucket requests;
    private final @Nullable TokenBucket tokens;
    /** Held by the caller whose turn it is. */
    private final Semaphore turn = new Semaphore(1, true);

    private final Object lock = new Object();
    private long pausedUntil;

    /** Limits of 0 are none. */
    RateLimit(long requestsPerMinute, long tokensPerMinute, Ticker ticker) {
        this.ticker = ticker;
        long now = ticker.nanos();
        requests = requestsPerMinute == 0 ? null : new TokenBucket(requestsPerMinute, now);
        tokens = tokensPerMinute == 0 ? null : new TokenBucket(tokensPerMinute, now);
        pausedUntil = now;
    }

    /** Waits until a request of this many tokens may be sent. */
    void acquire(long amount) throws InterruptedException {
        turn.acquire();
        try {
            for (long wait = take(amount); wait > 0; wait = take(amount)) {
                ticker.sleep(wait);
            }
        } finally {
            turn.release();
        }
    }

    /** Takes and returns 0, or returns the nanoseconds to wait before asking again. */
    private long take(long amount) {
        synchronized (lock) {
            long now = ticker.nanos();
            long wait = Math.max(0, pausedUntil - now);
            if (requests != null) {
                wait = Math.max(wait, requests.waitFor(1, now));
            }
            if (tokens != null) {
                wait = Math.max(wait, tokens.waitFor(amount, now));
            }
            if (wait == 0) {
                if (requests != null) {
                    requests.take(1, now);
                }
                if (tokens != null) {
                    tokens.take(amount, now);
                }
            }
            return wait;
        }
    }

    /** The server says what a request really took. */
    void correct(long taken, long used) {
        synchronized (lock) {
            if (tokens != null) {
                tokens.correct(taken, used, ticker.nanos());
            }
        }
    }

    /** The server wants no request for so long, from anyone. */
    void pause(Duration length) {
        synchronized (lock) {
            long until = ticker.nanos() + length.toNanos();
            if (until - pausedUntil > 0) {
                pausedUntil = until;
            }
        }
    }
}

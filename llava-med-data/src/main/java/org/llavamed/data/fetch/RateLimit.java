package org.llavamed.data.fetch;

import java.time.Duration;

/** Spaces the requests of all threads evenly, and holds them all back when a server asks for it. Thread-safe. */
final class RateLimit {
    private final long interval;
    private long next = System.nanoTime();

    RateLimit(double perSecond) {
        interval = (long) (1e9 / perSecond);
    }

    /** Waits for its turn. */
    void acquire() throws InterruptedException {
        long wait = reserve();
        while (wait > 0) {
            Thread.sleep(Duration.ofNanos(wait).toMillis() + 1);
            wait = reserve();
        }
    }

    /** Takes the turn and returns 0 if it has come; else returns how long to wait before asking again. */
    private synchronized long reserve() {
        long now = System.nanoTime();
        if (now - next < 0) {
            return next - now;
        }
        next = now + interval;
        return 0;
    }

    /** Nobody's turn comes before this time is over. */
    synchronized void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        if (end - next > 0) {
            next = end;
        }
    }
}

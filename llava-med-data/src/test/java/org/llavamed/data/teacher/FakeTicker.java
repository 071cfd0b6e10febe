package org.llavamed.data.teacher;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that only goes on when someone sleeps. */
final class FakeTicker implements Ticker {
    private final List<Long> sleeps = new ArrayList<>();
    private long nanos;

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos);
    }

    @Override
    public synchronized void sleep(long length) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        sleeps.add(length);
        nanos += length;
    }

    synchronized void pass(long length) {
        nanos += length;
    }

    /** Every sleep in milliseconds, rounded. */
    synchronized List<Long> sleeps() {
        return sleeps.stream().map(length -> Math.round(length / 1e6)).toList();
    }
}

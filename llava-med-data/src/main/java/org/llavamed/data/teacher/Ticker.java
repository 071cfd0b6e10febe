package org.llavamed.data.teacher;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time, so that tests need not wait for it. */
interface Ticker {
    /** The computer's own. */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    };

    /** Nanoseconds that only grow; the beginning means nothing. */
    long nanos();

    /** The time of day. */
    Instant now();

    /** Waits. */
    void sleep(long nanos) throws InterruptedException;
}

package org.llavamed.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a run to stop when the JVM is told to end, and makes the JVM wait a few seconds for it: native code that still
 * computes while the process tears itself down can crash. What takes longer is not waited for; its last checkpoint stays.
 */
final class ProcessEnd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);
    private static final long WAIT_SECONDS = 5;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::await, "llavamed-training-end");
    private volatile boolean asked;

    ProcessEnd() {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            asked = true; // the JVM is ending already
        }
    }

    /** Whether the JVM is ending. */
    boolean asked() {
        return asked;
    }

    private void await() {
        asked = true;
        try {
            boolean ended = over.await(WAIT_SECONDS, TimeUnit.SECONDS);
            LOG.debug("training {} before the JVM", ended ? "ended" : "did not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run is over and has freed its memory. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            asked = true; // the JVM is ending: the hook runs, and ends with the latch
        }
    }
}

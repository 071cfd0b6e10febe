package org.llavamed.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.llavamed.error.EngineException;
import org.llavamed.error.LlavaMedException;

/**
 * Samples of the coming steps, prepared on worker threads ahead of the step that learns from them, in the order of the
 * run whatever the threads do. One thread takes; closing ends the workers.
 */
final class SampleFeed implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final IntFunction<PreparedSample> preparation;
    private final Consumer<String> skipped;
    private final boolean skipBad;
    private final ExecutorService workers;
    private final int ahead;
    private final StepOrder order;
    private final long end;
    private final Deque<Deque<List<Future<PreparedSample>>>> planned = new ArrayDeque<>();
    private long nextStep;
    private int pending;

    /** Micro-batches of a step, from 0. */
    interface StepOrder {
        List<int[]> step(long step);
    }

    /**
     * Starts the workers.
     *
     * @param order what the steps learn from
     * @param first step to begin with, from 0
     * @param end the step after the last
     * @param workers threads
     * @param ahead samples to prepare ahead
     * @param preparation of a sample by its number; any thread
     * @param skipped told why a bad sample is left out, or null if the first bad one is an error
     */
    SampleFeed(
            StepOrder order,
            long first,
            long end,
            int workers,
            int ahead,
            IntFunction<PreparedSample> preparation,
            boolean skipBad,
            Consumer<String> skipped) {
        this.order = order;
        this.nextStep = first;
        this.end = end;
        this.ahead = ahead;
        this.preparation = preparation;
        this.skipBad = skipBad;
        this.skipped = skipped;
        this.workers = Executors.newFixedThreadPool(workers, SampleFeed::thread);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "llavamed-samples-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Micro-batches of the next step; one whose samples are all bad is empty. */
    List<List<PreparedSample>> nextStep() {
        plan();
        Deque<List<Future<PreparedSample>>> step = planned.remove();
        List<List<PreparedSample>> batches = new ArrayList<>();
        for (List<Future<PreparedSample>> futures : step) {
            List<PreparedSample> batch = new ArrayList<>();
            for (Future<PreparedSample> future : futures) {
                take(future, batch);
                pending--;
                plan();
            }
            batches.add(batch);
        }
        return batches;
    }

    /** Whole steps are planned, so that at least one is there and otherwise no more than wanted. */
    private void plan() {
        while (nextStep < end && (planned.isEmpty() || pending < ahead)) {
            Deque<List<Future<PreparedSample>>> step = new ArrayDeque<>();
            for (int[] batch : order.step(nextStep)) {
                List<Future<PreparedSample>> futures = new ArrayList<>();
                for (int sample : batch) {
                    futures.add(workers.submit(() -> preparation.apply(sample)));
                    pending++;
                }
                step.add(futures);
            }
            planned.add(step);
            nextStep++;
        }
    }

    private void take(Future<PreparedSample> future, List<PreparedSample> batch) {
        try {
            batch.add(future.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LlavaMedException bad && skipBad) {
                skipped.accept(bad.getMessage());
            } else if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error failure) {
                throw failure;
            } else {
                throw new EngineException("a sample could not be prepared: " + e.getCause(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("training was interrupted while it waited for samples", e);
        }
    }

    /** Ends the workers. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}

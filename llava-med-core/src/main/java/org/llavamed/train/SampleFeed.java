package org.llavamed.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.llavamed.error.EngineException;
import org.llavamed.error.LlavaMedException;

/**
 * Samples of the coming micro-batches, prepared on worker threads ahead of the one that learns from them, in the order of
 * the run whatever the threads do. A step may have more samples than fit into memory: no more than those ahead and one
 * micro-batch are there at a time. One thread takes; closing ends the workers.
 */
final class SampleFeed implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final long END_SECONDS = 10;

    private final IntFunction<PreparedSample> preparation;
    private final Consumer<String> skipped;
    private final boolean skipBad;
    private final ExecutorService workers;
    private final int ahead;
    private final StepOrder order;
    private final long end;
    private final Deque<int[]> plannedSteps = new ArrayDeque<>(); // sizes of their micro-batches
    private final Deque<Integer> waiting = new ArrayDeque<>(); // samples of planned steps that no worker has yet
    private final Deque<Future<PreparedSample>> pending = new ArrayDeque<>();
    private long nextStep;
    private int[] sizes = {};
    private int nextBatch;

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
     * @param ahead samples to prepare ahead, 1 or more
     * @param preparation of a sample by its number; any thread
     * @param skipBad whether bad samples are left out; otherwise the first one is an error
     * @param skipped told why a bad sample is left out
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

    /** Goes to the next step and returns how many micro-batches it has, to be taken by {@link #nextBatch}. */
    int nextStep() {
        if (plannedSteps.isEmpty()) {
            plan();
        }
        sizes = plannedSteps.remove();
        nextBatch = 0;
        return sizes.length;
    }

    /** The next micro-batch of the step; empty if all its samples are bad. */
    List<PreparedSample> nextBatch() {
        int size = sizes[nextBatch++];
        List<PreparedSample> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            submit();
            take(pending.remove(), batch);
        }
        submit(); // while this one is learned from
        return batch;
    }

    private void submit() {
        while (pending.size() < ahead && (!waiting.isEmpty() || nextStep < end)) {
            if (waiting.isEmpty()) {
                plan();
            }
            int sample = waiting.remove();
            pending.add(workers.submit(() -> preparation.apply(sample)));
        }
    }

    private void plan() {
        List<int[]> batches = order.step(nextStep++);
        plannedSteps.add(batches.stream().mapToInt(batch -> batch.length).toArray());
        for (int[] batch : batches) {
            for (int sample : batch) {
                waiting.add(sample);
            }
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
            throw new EngineException("interrupted while waiting for samples", e);
        }
    }

    /**
     * Ends the workers and waits for what they are at, so that the caller can close what they read from. They are not
     * interrupted: an interrupt closes a channel that a source may share between its samples.
     */
    @Override
    public void close() {
        pending.forEach(future -> future.cancel(false));
        workers.shutdown();
        boolean interrupted = Thread.interrupted();
        try {
            workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

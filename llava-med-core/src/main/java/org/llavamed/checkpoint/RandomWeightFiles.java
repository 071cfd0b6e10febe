package org.llavamed.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.llavamed.checkpoint.RandomCheckpoint.Weight;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsWriter;

/** Fills files with random weights: two threads, each working through tensors with one buffer. */
final class RandomWeightFiles {
    private static final int THREADS = 2;
    private static final int BUFFER_BYTES = 8 << 20; // a multiple of 16, so chunks start at whole groups of four

    private final long seed;
    private final LongConsumer progress;
    private long written;

    RandomWeightFiles(long seed, LongConsumer progress) {
        this.seed = seed;
        this.progress = progress;
    }

    void write(Path file, List<Weight> weights) {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "random-checkpoint");
            thread.setDaemon(true);
            return thread;
        });
        AtomicBoolean stop = new AtomicBoolean();
        try (SafetensorsWriter writer = SafetensorsWriter.create(
                file, weights.stream().map(Weight::declaration).toList(), Map.of("format", "pt"))) {
            AtomicInteger next = new AtomicInteger();
            List<? extends Future<?>> workers = IntStream.range(0, THREADS)
                    .mapToObj(worker -> pool.submit(() -> fill(writer, weights, next, stop)))
                    .toList();
            try {
                for (Future<?> worker : workers) {
                    worker.get();
                }
            } finally {
                // The writer must not close under a worker: a failed one stops the other before its next chunk.
                stop.set(true);
                awaitQuietly(workers);
            }
            writer.finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CheckpointException(file + ": writing was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new CheckpointException(file + ": cannot be written: " + e.getCause(), e);
        } finally {
            pool.shutdown();
        }
    }

    private static void awaitQuietly(List<? extends Future<?>> workers) {
        boolean interrupted = false;
        for (Future<?> worker : workers) {
            while (!worker.isDone()) {
                try {
                    worker.get();
                } catch (InterruptedException e) {
                    interrupted = true; // the workers end within one chunk
                } catch (ExecutionException e) {
                    break; // the first failure is already on its way to the caller
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void fill(SafetensorsWriter writer, List<Weight> weights, AtomicInteger next, AtomicBoolean stop) {
        long largest = weights.stream()
                .mapToLong(weight -> weight.declaration().bytes())
                .max()
                .orElse(0);
        ByteBuffer buffer =
                ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, largest)).order(ByteOrder.LITTLE_ENDIAN);
        try {
            for (int index = next.getAndIncrement();
                    index < weights.size() && !stop.get();
                    index = next.getAndIncrement()) {
                fill(writer, weights.get(index), buffer, stop);
            }
        } catch (RuntimeException | Error e) {
            stop.set(true);
            throw e;
        }
    }

    private void fill(SafetensorsWriter writer, Weight weight, ByteBuffer buffer, AtomicBoolean stop) {
        TensorPlan plan = weight.plan();
        RandomWeights values = new RandomWeights(
                plan.canonical(), plan.shape(), weight.declaration().type(), seed);
        int elementBytes = weight.declaration().type().bytes();
        long bytes = weight.declaration().bytes();
        for (long at = 0; at < bytes && !stop.get(); ) {
            int count = (int) Math.min(buffer.capacity(), bytes - at);
            buffer.clear().limit(count);
            values.fill(at / elementBytes, buffer);
            writer.write(weight.declaration().name(), at, buffer);
            at += count;
            report(count);
        }
    }

    private synchronized void report(int count) {
        written += count;
        progress.accept(written);
    }
}

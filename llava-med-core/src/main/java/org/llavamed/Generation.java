package org.llavamed;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * An answer on its way. Comes back at once, before anything is computed; iterate over it, listen to it, wait for it, take
 * its future, or cancel it, in any combination and from any thread. Every iterator and every listener gets the whole text
 * from its beginning.
 */
public final class Generation implements Iterable<TextChunk>, AutoCloseable {
    private final Runnable onCancel;
    private final List<TextChunk> chunks = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final CompletableFuture<Reply> result = new CompletableFuture<>();
    private volatile boolean cancelled;
    private volatile double promptProgress;
    private boolean ended;
    private volatile @Nullable Thread worker;

    /** A generation; {@code onCancel} ends it if nobody has begun it. */
    Generation(Runnable onCancel) {
        this.onCancel = onCancel;
    }

    /**
     * Calls a listener with every piece of text, in order; those that have come already at once, on this thread. It should be
     * quick: it runs on the thread that generates (or on this one, while it catches up). An exception from it on the
     * generating thread ends the answer with that exception; on this thread it is thrown here and the listener is dropped.
     *
     * @param listener takes the pieces
     * @return this
     */
    public Generation onText(Consumer<TextChunk> listener) {
        Listener added = new Listener(listener);
        synchronized (chunks) {
            listeners.add(added);
        }
        deliver(added);
        return this;
    }

    /** A listener and how much it has had. One thread at a time calls it, never under a lock. */
    private static final class Listener {
        private final Consumer<TextChunk> consumer;
        private int at;
        private boolean busy;

        Listener(Consumer<TextChunk> consumer) {
            this.consumer = consumer;
        }
    }

    private void deliver(Listener listener) {
        while (true) {
            TextChunk chunk;
            synchronized (chunks) {
                if (listener.busy || listener.at == chunks.size()) {
                    return; // the thread that is busy with it looks again
                }
                listener.busy = true;
                chunk = chunks.get(listener.at++);
            }
            boolean accepted = false;
            try {
                listener.consumer.accept(chunk);
                accepted = true;
            } finally {
                synchronized (chunks) {
                    listener.busy = false;
                    if (!accepted) {
                        listeners.remove(listener);
                    }
                }
            }
        }
    }

    /**
     * An iterator over the pieces of text; {@code next} waits for the next one. It ends when the answer does, also when it
     * was cancelled.
     *
     * @return an iterator; it throws what the generation fails with
     */
    @Override
    public Iterator<TextChunk> iterator() {
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                synchronized (chunks) {
                    while (at == chunks.size() && !ended) {
                        requireOtherThread();
                        try {
                            chunks.wait();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            throw new CancellationException("interrupted while waiting for text");
                        }
                    }
                    if (at < chunks.size()) {
                        return true;
                    }
                }
                await();
                return false;
            }

            @Override
            public TextChunk next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                synchronized (chunks) {
                    return chunks.get(at++);
                }
            }
        };
    }

    /**
     * Asks the answer to end soon: between layers of the prompt, or before the next token. It then completes with
     * {@link FinishReason#CANCELLED} and the text so far; at once, with an empty prompt, if no thread has begun it. Does
     * nothing once it has ended.
     */
    public void cancel() {
        cancelled = true;
        onCancel.run();
    }

    /**
     * The reply to come.
     *
     * @return a future of its own for each call; completes with the reply (also of a cancelled answer) or with the exception
     *     that ended it. Cancelling the future does not cancel the generation.
     */
    public CompletableFuture<Reply> result() {
        return result.copy();
    }

    /**
     * Waits for the reply.
     *
     * @return the reply
     * @throws LlavaMedException if the generation failed
     * @throws IllegalStateException if called by a listener on the generating thread, which would wait for itself
     */
    public Reply await() {
        requireOtherThread();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** Cancels and waits until nothing of it computes any more. From a listener of its own it only cancels. */
    @Override
    public void close() {
        cancel();
        if (Thread.currentThread() != worker) {
            result.handle((reply, failure) -> null).join();
        }
    }

    /**
     * How far the prompt is computed, before the first text can come: for a progress display of a large model.
     *
     * @return 0 to 1; images come first and do not count
     */
    public double promptProgress() {
        return promptProgress;
    }

    void promptComputed(double share) {
        promptProgress = share;
    }

    /**
     * Whether the answer has ended, in whatever way.
     *
     * @return true once {@link #await()} does not wait
     */
    public boolean isDone() {
        return result.isDone();
    }

    private void requireOtherThread() {
        if (Thread.currentThread() == worker && !result.isDone()) {
            throw new IllegalStateException("a listener on the generating thread cannot wait for the answer");
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Returns if nobody has cancelled. */
    void checkWanted() {
        if (cancelled) {
            throw new CancellationException();
        }
    }

    void startedBy(Thread thread) {
        worker = thread;
    }

    void publish(String text) {
        List<Listener> all;
        synchronized (chunks) {
            chunks.add(new TextChunk(text));
            chunks.notifyAll();
            all = List.copyOf(listeners);
        }
        all.forEach(this::deliver);
    }

    void complete(Reply reply) {
        end();
        result.complete(reply);
    }

    void fail(Throwable failure) {
        end();
        result.completeExceptionally(failure);
    }

    private void end() {
        synchronized (chunks) {
            ended = true;
            chunks.notifyAll();
        }
    }
}

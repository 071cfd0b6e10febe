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
    private final List<TextChunk> chunks = new ArrayList<>();
    private final List<Consumer<TextChunk>> listeners = new ArrayList<>();
    private final CompletableFuture<Reply> result = new CompletableFuture<>();
    private volatile boolean cancelled;
    private boolean ended;
    private volatile @Nullable Thread worker;

    private final Runnable onCancel;

    /** A generation; {@code onCancel} ends it if nobody has begun it. */
    Generation(Runnable onCancel) {
        this.onCancel = onCancel;
    }

    /**
     * Calls a listener with every piece of text, those that have come already included, in order. It runs on the thread
     * that generates (or this one, for what has come): it should be quick, and an exception from it ends the answer with
     * that exception.
     *
     * @param listener takes the pieces
     * @return this
     */
    public Generation onText(Consumer<TextChunk> listener) {
        synchronized (listeners) {
            List<TextChunk> past;
            synchronized (chunks) {
                past = List.copyOf(chunks);
            }
            past.forEach(listener);
            listeners.add(listener);
        }
        return this;
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
     */
    public Reply await() {
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

    boolean isDone() {
        return result.isDone();
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
        TextChunk chunk = new TextChunk(text);
        synchronized (listeners) {
            synchronized (chunks) {
                chunks.add(chunk);
                chunks.notifyAll();
            }
            // A copy, because a listener may add another one, which has had this chunk by then.
            List.copyOf(listeners).forEach(listener -> listener.accept(chunk));
        }
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

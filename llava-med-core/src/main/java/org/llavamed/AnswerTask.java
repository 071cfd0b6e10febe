package org.llavamed;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.EngineException;

/**
 * One answer on its way through an executor. It is computed on the executor's thread, or given up if it is cancelled before
 * a thread takes it, so that nobody waits for an executor that is busy, or that has dropped it.
 */
final class AnswerTask {
    /** Computes the reply; blocks. */
    interface Work {
        Reply run(Generation generation);
    }

    private static final Reply NEVER_BEGUN = new Reply(
            "",
            FinishReason.CANCELLED,
            "",
            List.of(),
            List.of(),
            List.of(),
            new Usage(0, 0, 0, 0),
            new Timings(0, 0, 0),
            List.of());

    private final Work work;
    private final Consumer<@Nullable Reply> after;
    private final Generation generation = new Generation(this::giveUp);
    /** Set by whoever settles the answer: the executor's thread, or who cancels before it; initially not for the taking. */
    private final AtomicBoolean taken = new AtomicBoolean(true);

    private volatile Lifetime.@Nullable Use use;

    /**
     * An answer.
     *
     * @param work computes it
     * @param after runs in any case, just before the reply is handed over, with the reply or null
     */
    AnswerTask(Work work, Consumer<@Nullable Reply> after) {
        this.work = work;
        this.after = after;
    }

    /**
     * Submits it. The model stays open until it is done.
     *
     * @throws IllegalStateException if the model is closed; then {@code after} does not run
     */
    Generation submit(Lifetime model, Executor executor) {
        use = model.enter(generation::cancel);
        taken.set(false);
        if (generation.isCancelled()) {
            giveUp(); // closed in between
            return generation;
        }
        try {
            executor.execute(this::run);
        } catch (RuntimeException | Error e) { // also "unable to create native thread"
            if (taken.compareAndSet(false, true)) {
                end(null, new IllegalStateException("the executor takes no more generations: " + e.getMessage(), e));
            }
        }
        return generation;
    }

    private void run() {
        if (!taken.compareAndSet(false, true)) {
            return; // given up meanwhile
        }
        generation.startedBy(Thread.currentThread());
        Reply reply = null;
        Throwable failure = null;
        try {
            Lifetime.Use inModel = use;
            if (inModel != null) {
                inModel.onThisThread();
            }
            reply = work.run(generation);
        } catch (Throwable e) { // whatever it is belongs to whoever waits for the reply
            failure = e instanceof OutOfMemoryError ? outOfHeap(e) : e;
        }
        end(reply, failure);
    }

    private void giveUp() {
        if (taken.compareAndSet(false, true)) {
            end(NEVER_BEGUN, null);
        }
    }

    private void end(@Nullable Reply reply, @Nullable Throwable failed) {
        Throwable failure = failed;
        try (Lifetime.Use leaving = use) {
            after.accept(reply);
        } catch (RuntimeException | Error e) {
            failure = failure == null ? e : failure;
        }
        if (failure == null && reply != null) {
            generation.complete(reply);
        } else {
            generation.fail(failure == null ? new IllegalStateException("no reply") : failure);
        }
    }

    private static EngineException outOfHeap(Throwable e) {
        return new EngineException(
                "the Java heap is too small for this prompt and its images: use smaller ones or a larger -Xmx", e);
    }
}

package org.llavamed.data.asking;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends requests on threads of its own and hands the outcomes to the one thread that keeps them. */
final class Requests<S> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final AskingStep<S> step;
    private final ChatClient client;
    private final ExecutorService workers;
    private final LinkedBlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
    private int underWay;

    /** What came of a request: a reply or refusal, or the reason there is none. Both are null for a mere wake-up. */
    record Outcome(
            int index, @Nullable KeptReply reply, @Nullable Throwable failure) {
        static final Outcome WAKE_UP = new Outcome(-1, null, null);
    }

    Requests(AskingStep<S> step, ChatClient client, int concurrency) {
        this.step = step;
        this.client = client;
        this.workers = Executors.newFixedThreadPool(concurrency, task -> {
            Thread thread = new Thread(task, "asking");
            thread.setDaemon(true); // a client that hangs must not keep the program from ending
            return thread;
        });
    }

    /** How many requests have no outcome yet. */
    int underWay() {
        return underWay;
    }

    void send(int index, S sample) {
        underWay++;
        workers.execute(() -> outcomes.add(ask(index, sample)));
    }

    /** Lets {@link #next} return; from any thread. */
    void wakeUp() {
        outcomes.add(Outcome.WAKE_UP);
    }

    /** The next outcome, or null if there is none within the time. */
    @Nullable
    Outcome next(Duration atMost) throws InterruptedException {
        Outcome outcome = outcomes.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (outcome != null && outcome.index() >= 0) {
            underWay--;
        }
        return outcome;
    }

    @SuppressWarnings("CatchAndPrintStackTrace")
    private Outcome ask(int index, S sample) {
        try {
            return ask(index, step.request(sample));
        } catch (InterruptedException | RuntimeException | Error e) {
            // Not the library's own: its message may hold anything, a key too, so only its name is kept.
            LOG.debug("a chat client failed with {}", e.getClass().getName());
            return new Outcome(index, null, e);
        }
    }

    private Outcome ask(int index, ChatRequest request) throws InterruptedException {
        try {
            ChatReply reply = client.complete(request);
            return new Outcome(index, KeptReply.of(reply, request.model(), step.problem(reply)), null);
        } catch (ChatException e) {
            return e.kind() == ChatException.Kind.REFUSED
                    ? new Outcome(index, KeptReply.refused(e, request.model()), null)
                    : new Outcome(index, null, e);
        }
    }

    /** Interrupts what still runs. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}

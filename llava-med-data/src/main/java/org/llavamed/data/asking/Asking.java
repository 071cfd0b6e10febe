package org.llavamed.data.asking;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.error.LlavaMedException;

/**
 * The loop of a run, on one thread: the intent to ask goes into the journal, the request to a worker, its outcome into the
 * journal.
 */
final class Asking<S> {
    private static final Duration LONG = Duration.ofDays(1);

    private final Journal journal;
    private final AskingSettings settings;
    private final AskingSamples<S> samples;
    private final Requests<S> requests;
    private final AskingOptions options;
    private final AtomicInteger cancellations;
    private final Consumer<AskingProgress> progress;
    private final long started = System.nanoTime();
    private final int settledBefore;
    private List<Integer> waiting = new ArrayList<>();
    private List<Integer> unavailable = new ArrayList<>();
    private int answered;
    private int rejected;
    private int failuresInARow;
    private long asked;
    private int left;
    private boolean cancelled;
    private @Nullable ChatException end;

    Asking(
            Journal journal,
            AskingSettings settings,
            AskingSamples<S> samples,
            Requests<S> requests,
            AskingOptions options,
            AtomicInteger cancellations,
            Consumer<AskingProgress> progress) {
        this.journal = journal;
        this.settings = settings;
        this.samples = samples;
        this.requests = requests;
        this.options = options;
        this.cancellations = cancellations;
        this.progress = progress;
        for (int i = 0; i < samples.size(); i++) {
            resume(i);
        }
        settledBefore = answered + rejected;
    }

    private void resume(int index) {
        JournalState.Entry entry = journal.state().find(samples.key(index));
        if (entry == null || !entry.settled()) {
            waiting.add(index);
            return;
        }
        if (!entry.sample().equals(samples.digest(index))) {
            throw new LlavaMedException("what is asked about " + samples.key(index)
                    + " has changed since it was answered (" + settings.sampleMeans() + "); name another output");
        }
        boolean usable = entry.event() == JournalState.Event.ANSWERED;
        if (!usable && options.retryRejected()) {
            waiting.add(index);
        } else if (usable) {
            answered++;
        } else {
            rejected++;
        }
    }

    /** Asks for all that wait, and again for those without a reply, as often as the options say. */
    void all() {
        tell();
        try {
            for (int pass = 0; pass < options.passes() && !waiting.isEmpty() && !stopping(); pass++) {
                pass();
                waiting = unavailable;
                unavailable = new ArrayList<>();
            }
        } catch (InterruptedException e) {
            cancelled = true;
            Thread.currentThread().interrupt();
        }
        left = samples.size() - answered - rejected;
        journal.force();
        if (end != null) {
            throw end;
        }
    }

    private void pass() throws InterruptedException {
        int next = 0;
        while (next < waiting.size() || requests.underWay() > 0) {
            if (stopping()) {
                break;
            }
            if (next < waiting.size() && requests.underWay() < options.concurrency()) {
                ask(waiting.get(next));
                next++;
            } else {
                keep(requests.next(LONG));
            }
        }
        drain();
        unavailable.addAll(waiting.subList(next, waiting.size())); // none, unless the run was stopped
    }

    private boolean stopping() {
        cancelled |= cancellations.get() > 0;
        return cancelled || end != null;
    }

    private void ask(int index) {
        S sample = samples.get(index);
        journal.add(JournalState.Event.ASKED, samples.key(index), null);
        asked++;
        requests.send(index, sample);
    }

    /** After a stop: those under way may still come, for as long as the grace. */
    private void drain() throws InterruptedException {
        long until = System.nanoTime() + options.grace().toNanos();
        while (requests.underWay() > 0 && cancellations.get() < 2) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            keep(requests.next(Duration.ofNanos(left)));
        }
    }

    private void keep(Requests.@Nullable Outcome outcome) {
        if (outcome == null || outcome.index() < 0) {
            return;
        }
        KeptReply reply = outcome.reply();
        if (reply != null) {
            failuresInARow = 0;
            journal.add(samples.key(outcome.index()), samples.digest(outcome.index()), reply);
            answered += reply.usable() ? 1 : 0;
            rejected += reply.usable() ? 0 : 1;
        } else if (outcome.failure() instanceof InterruptedException) {
            return; // it stays under way, and is written down as lost
        } else if (outcome.failure() instanceof Error error) {
            throw error;
        } else {
            failed(outcome.index(), outcome.failure());
        }
        tell();
    }

    private void failed(int index, @Nullable Throwable failure) {
        String reason = failure instanceof ChatException known
                ? known.getMessage()
                : "the chat client failed with "
                        + (failure == null ? "nothing" : failure.getClass().getName());
        journal.add(JournalState.Event.FAILED, samples.key(index), reason);
        unavailable.add(index);
        failuresInARow++;
        if (end != null) {
            return;
        }
        if (failure instanceof ChatException fatal && fatal.kind() == ChatException.Kind.FATAL) {
            end = new ChatException(ChatException.Kind.FATAL, reason + kept(), failure);
        } else if (failuresInARow >= Math.max(options.giveUpAfter(), 2 * options.concurrency())) {
            end = new ChatException(
                    ChatException.Kind.UNAVAILABLE,
                    failuresInARow + " requests in a row went without a reply, the last because: " + reason + kept(),
                    failure);
        }
    }

    private String kept() {
        return "; " + (answered + rejected) + " replies are kept, run again to go on from here";
    }

    private void tell() {
        progress.accept(new AskingProgress(
                samples.size(),
                answered,
                rejected,
                unavailable.size(),
                settledBefore,
                requests.underWay(),
                journal.state().usage(),
                Duration.ofNanos(System.nanoTime() - started)));
    }

    /** Whether the run was cancelled while something was left to ask. */
    boolean cancelled() {
        return cancelled && left > 0;
    }

    /** To be made when no request is under way. */
    AskingReport report(long lost) {
        answered = 0;
        rejected = 0;
        for (int i = 0; i < samples.size(); i++) { // one that was asked again in vain still has its rejected reply
            JournalState.Entry entry = journal.state().find(samples.key(i));
            if (entry != null && entry.settled()) {
                answered += entry.event() == JournalState.Event.ANSWERED ? 1 : 0;
                rejected += entry.event() == JournalState.Event.REJECTED ? 1 : 0;
            }
        }
        return new AskingReport(
                samples.size(),
                answered,
                rejected,
                samples.size() - answered - rejected,
                settledBefore,
                asked,
                lost,
                journal.state().lost(),
                journal.damaged(),
                journal.state().usage(),
                cancelled());
    }
}

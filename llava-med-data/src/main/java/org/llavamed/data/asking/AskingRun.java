package org.llavamed.data.asking;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a chat model about every sample, about each exactly once, whatever happens to the process. Every request is in the
 * journal before it is sent and every reply as it comes. The journal stays; a run with the same output goes on from it, and
 * does not ask again for what it holds. Only requests under way at a kill are asked again, at most
 * {@link AskingOptions#concurrency()} of them. A run is made once; {@link #cancel} may be called from any thread.
 *
 * @param <S> the type of a sample
 */
public final class AskingRun<S> {
    private static final Logger LOG = LoggerFactory.getLogger(AskingRun.class);

    private final AskingOptions options;
    private final Requests<S> requests;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger cancellations = new AtomicInteger();

    /**
     * Prepares a run.
     *
     * @param step what is asked
     * @param client whom; not closed
     * @param options how
     */
    public AskingRun(AskingStep<S> step, ChatClient client, AskingOptions options) {
        this.options = options;
        this.requests = new Requests<>(step, client, options.concurrency());
    }

    /** Sends no more requests and waits for those under way, no longer than the grace; called again, not even that. */
    public void cancel() {
        cancellations.incrementAndGet();
        requests.wakeUp();
    }

    /**
     * Asks, and has the output written.
     *
     * @param files where to
     * @param inputs what is read, and must not be written over
     * @param settings what the replies depend on besides the sample
     * @param choose gives the samples, once the journal is known to be usable
     * @param output writes the output; not called if the run was cancelled
     * @param progress told at the beginning and after every outcome, in the calling thread
     * @return what it came to
     * @throws ChatException if every request would fail (wrong key, no such model), or too many in a row went without a
     *     reply; all replies are kept, another run goes on
     * @throws LlavaMedException if a file cannot be read or written, the output is there without a journal, or the journal is
     *     of a run with other settings; what was kept before stays
     */
    public AskingReport run(
            AskingFiles files,
            List<Path> inputs,
            AskingSettings settings,
            Supplier<? extends AskingSamples<S>> choose,
            AskingOutput<S> output,
            Consumer<AskingProgress> progress) {
        files.refuse(inputs);
        files.refuseForeignOutput();
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a run is made once");
        }
        try (Requests<S> closing = requests;
                Journal journal = Journal.open(files.journal(), settings);
                AskingSamples<S> samples = choose.get()) {
            int lost = journal.closeUnderWay().size();
            Asking<S> asking = new Asking<>(journal, settings, samples, closing, options, cancellations, progress);
            try {
                asking.all();
            } finally {
                closing.close();
                giveUp(journal);
            }
            if (!asking.cancelled()) {
                write(files, output, samples, journal);
                journal.keep();
            }
            return asking.report(lost);
        }
    }

    private void write(AskingFiles files, AskingOutput<S> output, AskingSamples<S> samples, Journal journal) {
        try {
            output.write(samples, index -> journal.reply(samples.key(index)));
        } catch (LlavaMedException e) {
            throw new LlavaMedException(
                    e.getMessage() + "; all replies are in " + files.journal().getFileName()
                            + ", run again to write them without asking",
                    e);
        }
    }

    /** What is still under way will not be waited for. If the disk takes no more, the next run finds it out by itself. */
    private static void giveUp(Journal journal) {
        try {
            journal.closeUnderWay();
        } catch (LlavaMedException e) {
            LOG.debug("requests under way could not be written down as lost", e);
        }
    }
}

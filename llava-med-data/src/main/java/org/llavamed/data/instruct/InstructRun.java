package org.llavamed.data.instruct;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a teacher about every sample, each exactly once, whatever happens to the process. Three files are written:
 *
 * <ul>
 *   <li>{@code <output>.journal}: every request before it is sent and every reply as it comes. It stays; a run with the same
 *       output goes on from it, and does not ask again for what it holds. Only requests under way at a kill are asked again,
 *       at most {@link InstructOptions#concurrency()} of them.
 *   <li>{@code <output>}: the answered samples in the order they were chosen, whole, when all were asked.
 *   <li>{@code <output>.rejected.jsonl}: those whose reply is of no use, with {@code reason}.
 * </ul>
 *
 * <p>Meanwhile {@code <output>.samples} holds the chosen samples. A run is made once; {@link #cancel} may be called from any
 * thread.
 */
public final class InstructRun {
    private static final Logger LOG = LoggerFactory.getLogger(InstructRun.class);

    private final InstructStep step;
    private final InstructOptions options;
    private final Requests requests;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger cancellations = new AtomicInteger();

    /**
     * Prepares a run.
     *
     * @param step what is asked
     * @param client whom; not closed
     * @param options how
     */
    public InstructRun(InstructStep step, ChatClient client, InstructOptions options) {
        this.step = step;
        this.options = options;
        this.requests = new Requests(step, client, options.concurrency());
    }

    /** Sends no more requests and waits for those under way, no longer than the grace; called again, not even that. */
    public void cancel() {
        cancellations.incrementAndGet();
        requests.wakeUp();
    }

    /**
     * Asks, and writes the files.
     *
     * @param input the samples
     * @param output the records with replies; an array if its name ends in {@code .json}, else JSON lines
     * @param progress told at the beginning and after every outcome, in the calling thread
     * @return what it came to
     * @throws ChatException if every request would fail (wrong key, no such model), or too many in a row went without a
     *     reply; all replies are kept, another run goes on
     * @throws LlavaMedException if a file cannot be read or written, the output is there without a journal, or the journal is of a run with other settings; what was
     *     kept before stays
     */
    public InstructReport run(InstructInput input, Path output, Consumer<InstructProgress> progress) {
        InstructFiles files = new InstructFiles(output);
        files.refuse(input.files());
        files.refuseForeignOutput();
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("a run is made once");
        }
        try (Requests closing = requests;
                Journal journal = Journal.open(files.journal(), InstructSettings.of(step));
                InstructSamples samples = input.choose(options.maxSize(), files.spool())) {
            int lost = journal.closeUnderWay().size();
            Asking asking = new Asking(journal, samples, closing, options, cancellations, progress);
            try {
                asking.all();
            } finally {
                closing.close();
                giveUp(journal);
            }
            if (!asking.cancelled()) {
                files.write(journal, samples, step.prompt().kind());
                journal.keep();
            }
            return asking.report(lost);
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

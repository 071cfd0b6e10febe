package org.llavamed.data.instruct;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.asking.AskingFiles;
import org.llavamed.data.asking.AskingOutput;
import org.llavamed.data.asking.AskingProgress;
import org.llavamed.data.asking.AskingRun;
import org.llavamed.data.asking.AskingSamples;
import org.llavamed.data.asking.AskingSettings;
import org.llavamed.data.asking.AskingStep;
import org.llavamed.data.asking.KeptReply;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatReply;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.error.LlavaMedException;

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
    private static final String SAMPLES = ".samples";
    private static final String REJECTED = ".rejected.jsonl";

    private final InstructStep step;
    private final int maxSize;
    private final AskingRun<InstructSample> asking;

    /**
     * Prepares a run.
     *
     * @param step what is asked
     * @param client whom; not closed
     * @param options how
     */
    public InstructRun(InstructStep step, ChatClient client, InstructOptions options) {
        this.step = step;
        this.maxSize = options.maxSize();
        this.asking = new AskingRun<>(asking(step), client, options.asking());
    }

    private static AskingStep<InstructSample> asking(InstructStep step) {
        return new AskingStep<>() {
            @Override
            public ChatRequest request(InstructSample sample) {
                return step.request(sample);
            }

            @Override
            public @Nullable String problem(ChatReply reply) {
                return ReplyCheck.problem(step.prompt().kind(), reply);
            }
        };
    }

    /** Sends no more requests and waits for those under way, no longer than the grace; called again, not even that. */
    public void cancel() {
        asking.cancel();
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
    public InstructReport run(InstructInput input, Path output, Consumer<AskingProgress> progress) {
        AskingFiles files = new AskingFiles(output, SAMPLES, REJECTED);
        AtomicLong skipped = new AtomicLong();
        return InstructReport.of(
                asking.run(
                        files,
                        input.files(),
                        settings(),
                        () -> {
                            InstructSamples samples = input.choose(maxSize, files.beside(SAMPLES));
                            skipped.set(samples.skipped());
                            return samples;
                        },
                        (samples, replies) -> write(output, files.beside(REJECTED), samples, replies),
                        progress),
                skipped.get());
    }

    private AskingSettings settings() {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.put("kind", step.prompt().kind().key());
        values.put("model", step.model());
        values.put("temperature", Double.toString(step.temperature()));
        values.put("max_tokens", step.maxTokens());
        values.put("prompt", step.prompt().digest());
        return new AskingSettings(
                "llava-med instruct 1",
                values,
                "instructions, examples, or whether they show mentions",
                "another input, or with and without mentions");
    }

    /** Writes the answered samples and the rejected ones, each in the order of the samples. */
    private void write(Path output, Path rejects, AskingSamples<InstructSample> samples, AskingOutput.Replies replies) {
        try (RecordWriter answered = RecordWriter.create(output);
                RecordWriter rejected = RecordWriter.create(rejects, RecordLayout.LINES)) {
            for (int i = 0; i < samples.size(); i++) {
                KeptReply reply = replies.of(i);
                if (reply != null) {
                    InstructRecord record =
                            InstructRecord.of(samples.get(i), step.prompt().kind(), reply);
                    (record.usable() ? answered : rejected).write(record.toJson());
                }
            }
            answered.commit();
            if (rejected.written() > 0) {
                rejected.commit();
            } else {
                Files.deleteIfExists(rejects); // of an earlier run whose rejected samples were asked again
            }
        } catch (IOException e) {
            throw new LlavaMedException(rejects + ": cannot be removed (" + e + ")", e);
        }
    }
}

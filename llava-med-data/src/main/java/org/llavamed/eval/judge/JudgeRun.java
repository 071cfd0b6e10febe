package org.llavamed.eval.judge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.llavamed.data.asking.AskingFiles;
import org.llavamed.data.asking.AskingOptions;
import org.llavamed.data.asking.AskingOutput;
import org.llavamed.data.asking.AskingProgress;
import org.llavamed.data.asking.AskingReport;
import org.llavamed.data.asking.AskingRun;
import org.llavamed.data.asking.AskingSamples;
import org.llavamed.data.asking.AskingSettings;
import org.llavamed.data.asking.KeptReply;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.error.LlavaMedException;

/**
 * Has answers judged by a chat model, each question once in each order, whatever happens to the process.
 *
 * <ul>
 *   <li>{@code <output>.journal}: every request before it is sent and every reply as it comes. It stays; a run with the same
 *       output goes on from it.
 *   <li>{@code <output>}: the reviews in the order of the questions, whole, when all were asked; those without readable scores
 *       and the refused ones included, with {@code reason}.
 * </ul>
 *
 * <p>A run is made once; {@link #cancel} may be called from any thread.
 */
public final class JudgeRun {
    private final JudgeStep step;
    private final AskingRun<JudgeSample> asking;

    /**
     * Prepares a run.
     *
     * @param step what is asked
     * @param client whom; not closed
     * @param options how
     */
    public JudgeRun(JudgeStep step, ChatClient client, AskingOptions options) {
        this.step = step;
        this.asking = new AskingRun<>(step, client, options);
    }

    /** Sends no more requests and waits for those under way, no longer than the grace; called again, not even that. */
    public void cancel() {
        asking.cancel();
    }

    /**
     * Asks, and writes the reviews.
     *
     * @param input questions and answers
     * @param output the reviews; an array if its name ends in {@code .json}, else JSON lines
     * @param progress told at the beginning and after every outcome, in the calling thread
     * @return what it came to
     * @throws ChatException if every request would fail (wrong key, no such model), or too many in a row went without a
     *     reply; all replies are kept, another run goes on
     * @throws LlavaMedException if the input is bad (see {@link JudgeInput#read}), a file cannot be written, the output is there
     *     without a journal, the journal is of a run with other settings, questions or answers, or the output has reviews in an order that
     *     is not asked for now
     */
    public JudgeReport run(JudgeInput input, Path output, Consumer<AskingProgress> progress) {
        AtomicInteger leftOut = new AtomicInteger();
        AskingReport reviews = asking.run(
                new AskingFiles(output),
                input.files(),
                settings(),
                () -> {
                    JudgeSamples samples = input.read();
                    refuseToNarrow(output, input.order());
                    leftOut.set(samples.leftOut());
                    return samples;
                },
                (samples, replies) -> write(output, samples, replies),
                progress);
        return new JudgeReport(reviews, leftOut.get());
    }

    /** Reviews in an order that is not asked for now would vanish from the output. */
    private static void refuseToNarrow(Path output, JudgeOrder order) {
        if (!Files.exists(output)) {
            return;
        }
        try (RecordReader reviews = RecordReader.open(output)) {
            for (JsonRecord json = reviews.next(); json != null; json = reviews.next()) {
                ShownOrder made = ShownOrder.find(Objects.requireNonNullElse(json.optionalString("order"), ""));
                if (made != null && !order.orders().contains(made)) {
                    throw json.refuse(
                            "order",
                            "is " + made.key() + ", and reviews in the order "
                                    + order.orders().get(0).key()
                                    + " alone are asked for now; ask for both orders or name another output");
                }
            }
        }
    }

    private AskingSettings settings() {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.put("model", step.model());
        values.put("temperature", Double.toString(step.temperature()));
        values.put("max_tokens", step.maxTokens());
        values.put("prompt", step.prompt().digest());
        return new AskingSettings(
                "llava-med judge 1",
                values,
                "what the judge is told, in this version or another",
                "another question, caption or answer");
    }

    private static void write(Path output, AskingSamples<JudgeSample> samples, AskingOutput.Replies replies) {
        try (RecordWriter reviews = RecordWriter.create(output)) {
            for (int i = 0; i < samples.size(); i++) {
                KeptReply reply = replies.of(i);
                if (reply != null) {
                    reviews.write(samples.get(i).review(reply));
                }
            }
            reviews.commit();
        }
    }
}

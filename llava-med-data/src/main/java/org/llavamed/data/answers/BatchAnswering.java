package org.llavamed.data.answers;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a file of questions into a file of answers, one after the other, and goes on where an earlier run stopped. Beside
 * the answers lies {@code <answers>.settings.json}; a file that was made with other settings is refused, but its folder and that of the images may
 * have been moved. Several processes
 * can share the questions, each with its {@link Shard} and its answer file; {@link AnswerMerge} puts those together.
 *
 * <pre>{@code
 * QuestionFile questions = QuestionFile.read(Path.of("questions.jsonl"));
 * new BatchAnswering(LlavaMedAnswerer.greedy(model), BatchOptions.of(Path.of("images")))
 *         .run(questions, Path.of("answers.jsonl"), progress -> {});
 * }</pre>
 *
 * <p>One run at a time; {@link #cancel} may come from any thread.
 */
public final class BatchAnswering {
    private static final Logger LOG = LoggerFactory.getLogger(BatchAnswering.class);

    private final Answerer answerer;
    private final BatchOptions options;
    private volatile boolean cancelled;

    /**
     * Prepares a run.
     *
     * @param answerer answers the questions
     * @param options which questions, and what is written
     */
    public BatchAnswering(Answerer answerer, BatchOptions options) {
        this.answerer = answerer;
        this.options = options;
    }

    /**
     * How a run ended.
     *
     * @param answered answers of this run
     * @param resumed answers that were there before
     * @param total questions of the shard, up to the limit; answers beyond the limit that were there before count
     * @param cancelled whether it was cancelled before the last question
     */
    public record Result(int answered, int resumed, int total, boolean cancelled) {}

    /**
     * Answers all questions that are not answered yet. Every image is looked for before the first answer is computed.
     *
     * @param questions the questions
     * @param answers the file of answers, made if it is not there
     * @param listener told after each answer, on this thread
     * @return how it ended
     * @throws OtherSettingsException if the answer file was made with other settings; the message names each with both values
     * @throws LlavaMedException if images are missing or outside the folder, a question cannot be answered, or the answer file
     *     belongs to other questions; the message names the question and its line. Answers made until then stay
     */
    public Result run(QuestionFile questions, Path answers, Consumer<BatchProgress> listener) {
        QuestionImages images = QuestionImages.require(questions, options);
        int wanted = options.part(questions).questions().size();
        String modelId = modelId();
        Map<String, Object> settings = settings(questions, modelId, images);
        String settingsId = CheckpointFingerprint.shortId(settings.toString()); // the same for every shard
        settings.put(AnswerSettings.IMAGE_FOLDER, images.folder()); // not in the id: folders are moved
        settings.put(AnswerSettings.SHARD, options.shard().toString());
        try (AnswerFile file =
                AnswerFile.open(answers, settings, options.shard().of(questions.questions()))) {
            int resumed = file.done();
            int total = Math.max(wanted, resumed);
            long tokens = 0;
            long begin = System.nanoTime();
            listener.accept(BatchProgress.at(resumed, resumed, total, 0, tokens));
            while (file.done() < total && !cancelled) {
                Question question = file.next();
                long asked = System.nanoTime();
                ModelAnswer answer = answer(questions, question, images);
                if (answer == null) {
                    break;
                }
                double milliseconds = (System.nanoTime() - asked) / 1e6;
                String answerId =
                        CheckpointFingerprint.shortId(settingsId, question.id().toString());
                file.append(
                        new Answer(question, answer, answerId, modelId, milliseconds, settings, options.tokenIds()));
                tokens += Objects.requireNonNullElse(answer.tokens(), 0);
                listener.accept(BatchProgress.at(file.done(), resumed, total, System.nanoTime() - begin, tokens));
            }
            return new Result(file.done() - resumed, resumed, total, file.done() < total);
        }
    }

    /** Ends the run soon: the answer on its way is dropped, those before it stay. A cancelled run stays cancelled. */
    public void cancel() {
        cancelled = true;
        answerer.cancel();
    }

    private @Nullable ModelAnswer answer(QuestionFile questions, Question question, QuestionImages images) {
        String place = questions.place(question);
        try {
            ModelAnswer answer = answerer.answer(question.withoutExpected(), images.of(question));
            if (answer != null) {
                answer.warnings().forEach(warning -> LOG.warn("{}: {}", place, warning));
            }
            return answer;
        } catch (LlavaMedException e) {
            throw new LlavaMedException(place + ": " + e.getMessage(), e);
        }
    }

    private String modelId() {
        String modelId = answerer.modelId();
        if (modelId.isBlank() || modelId.lines().count() > 1) {
            throw new IllegalArgumentException("the model's name must be one line, not \"" + modelId + "\"");
        }
        return modelId;
    }

    /** All that decides what the answers are, by name; which part of the questions is not in it. */
    private Map<String, Object> settings(QuestionFile questions, String modelId, QuestionImages images) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("version", Objects.requireNonNullElse(version(), "development"));
        settings.put("model_id", modelId);
        answerer.settings().forEach((name, value) -> {
            if (AnswerSettings.OF_THE_RUN.contains(name)) {
                throw new IllegalArgumentException("the setting " + name + " is the run's own");
            }
            boolean plain = value instanceof String || value instanceof Boolean || value instanceof Number;
            if (!plain || (value instanceof Number number && !Double.isFinite(number.doubleValue()))) {
                throw new IllegalArgumentException(
                        "the setting " + name + " is neither a text, a finite number nor a truth value: " + value);
            }
            settings.put(name, value);
        });
        settings.put(AnswerSettings.QUESTIONS, questions.contentDigest());
        settings.put(AnswerSettings.IMAGES, images.digest());
        settings.put("with_token_ids", options.tokenIds());
        return settings;
    }

    private static @Nullable String version() {
        Package own = BatchAnswering.class.getPackage();
        return own == null ? null : own.getImplementationVersion();
    }
}

package org.llavamed.data.answers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.FinishReason;
import org.llavamed.Generation;
import org.llavamed.LlavaMed;
import org.llavamed.Message;
import org.llavamed.Reply;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a file of questions into a file of answers, one after the other, and goes on where an earlier run stopped. Beside
 * the answers lies {@code <answers>.settings.json}; a file that was made with other settings is refused.
 *
 * <pre>{@code
 * QuestionFile questions = QuestionFile.read(Path.of("questions.jsonl"));
 * new BatchAnswering(model, BatchOptions.greedy(Path.of("images"))).run(questions, Path.of("answers.jsonl"), progress -> {});
 * }</pre>
 *
 * <p>One run at a time; {@link #cancel} may come from any thread. The model is the caller's to close.
 */
public final class BatchAnswering {
    private static final Logger LOG = LoggerFactory.getLogger(BatchAnswering.class);

    private final LlavaMed model;
    private final BatchOptions options;
    private final @Nullable ImageFolder images;
    private volatile boolean cancelled;
    private volatile @Nullable Generation current;

    /**
     * Prepares a run.
     *
     * @param model answers the questions
     * @param options how
     * @throws LlavaMedException if there is no such image folder
     */
    public BatchAnswering(LlavaMed model, BatchOptions options) {
        this.model = model;
        this.options = options;
        this.images = options.imageFolder() == null ? null : new ImageFolder(options.imageFolder());
    }

    /**
     * How a run ended.
     *
     * @param answered answers of this run
     * @param resumed answers that were there before
     * @param total questions
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
     * @throws LlavaMedException if an image is missing, unreadable or outside the folder, a prompt is too long, or the answer
     *     file belongs to other questions or settings; the message names the question and its line, or the setting with both
     *     values. Answers made until then stay
     */
    public Result run(QuestionFile questions, Path answers, Consumer<BatchProgress> listener) {
        for (Question question : questions.questions()) {
            findImage(questions, question);
        }
        Map<String, Object> settings = settings(questions);
        String settingsId = CheckpointFingerprint.shortId(settings.toString());
        int total = questions.questions().size();
        try (AnswerFile file = AnswerFile.open(answers, settings, questions.questions())) {
            int resumed = file.done();
            long begin = System.nanoTime();
            listener.accept(BatchProgress.at(resumed, resumed, total, 0));
            while (file.done() < total && !cancelled) {
                Question question = questions.questions().get(file.done());
                Reply reply = answer(questions, question);
                if (reply.finishReason() == FinishReason.CANCELLED) {
                    break;
                }
                String place = questions.place(question);
                reply.warnings().forEach(warning -> LOG.warn("{}: {}", place, warning));
                file.append(line(question, reply, settingsId));
                listener.accept(BatchProgress.at(file.done(), resumed, total, System.nanoTime() - begin));
            }
            return new Result(file.done() - resumed, resumed, total, file.done() < total);
        }
    }

    /** Ends the run soon: the answer on its way is dropped, those before it stay. A cancelled run stays cancelled. */
    public void cancel() {
        cancelled = true;
        Generation generation = current;
        if (generation != null) {
            generation.cancel();
        }
    }

    private Reply answer(QuestionFile questions, Question question) {
        List<Message> messages = messages(question, findImage(questions, question));
        try (Generation generation = model.generate(messages, options.sampling().toOptions())) {
            current = generation;
            if (cancelled) { // between the look at it and here
                generation.cancel();
            }
            return generation.await();
        } catch (LlavaMedException e) {
            throw new LlavaMedException(questions.place(question) + ": " + e.getMessage(), e);
        } finally {
            current = null;
        }
    }

    private @Nullable Path findImage(QuestionFile questions, Question question) {
        String image = question.image();
        if (image == null) {
            return null;
        }
        String place = questions.place(question);
        if (images == null) {
            throw new LlavaMedException(place + ": has an image, but no image folder is given");
        }
        return images.find(image, place);
    }

    /** The conversation up to the question; the image belongs to its first turn. */
    private static List<Message> messages(Question question, @Nullable Path image) {
        List<Message> messages = new ArrayList<>();
        ImageSource[] sources = image == null ? new ImageSource[0] : new ImageSource[] {ImageSource.of(image)};
        for (Question.Turn turn : question.history()) {
            messages.add(Message.user(turn.question(), messages.isEmpty() ? sources : new ImageSource[0]));
            messages.add(Message.assistant(turn.answer()));
        }
        messages.add(Message.user(question.text(), messages.isEmpty() ? sources : new ImageSource[0]));
        return messages;
    }

    private Answer line(Question question, Reply reply, String settingsId) {
        return new Answer(
                question.id(),
                question.text(),
                reply.text(),
                CheckpointFingerprint.shortId(settingsId, question.id().toString()),
                modelId(),
                options.withTokenIds()
                        ? new Answer.Tokens(
                                reply.promptTokenIds(),
                                reply.tokenIds(),
                                reply.finishReason().name().toLowerCase(Locale.ROOT))
                        : null);
    }

    private String modelId() {
        Path name =
                Path.of(model.report().folder()).toAbsolutePath().normalize().getFileName();
        return String.valueOf(name);
    }

    /** All that decides what the answers are, by name. */
    private Map<String, Object> settings(QuestionFile questions) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("version", Objects.requireNonNullElse(version(), "development"));
        settings.put("model_id", modelId());
        settings.put(
                "checkpoint", CheckpointFingerprint.of(Path.of(model.report().folder()), options.checkpoint()));
        settings.put("template", model.template().key());
        settings.put("precision", model.precision().name().toLowerCase(Locale.ROOT));
        settings.put("prefer_external_tower", options.checkpoint().preferExternalTower());
        settings.put(
                "image_aspect_ratio",
                Objects.requireNonNullElse(options.checkpoint().imageAspectRatio(), "checkpoint"));
        settings.putAll(options.sampling().settings());
        settings.put("questions", questions.sha256());
        settings.put("image_folder", images == null ? "none" : images.root().toString());
        settings.put("with_token_ids", options.withTokenIds());
        return settings;
    }

    private static @Nullable String version() {
        Package own = BatchAnswering.class.getPackage();
        return own == null ? null : own.getImplementationVersion();
    }
}

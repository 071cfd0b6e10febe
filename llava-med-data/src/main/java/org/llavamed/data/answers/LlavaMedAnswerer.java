package org.llavamed.data.answers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.FinishReason;
import org.llavamed.Generation;
import org.llavamed.LlavaMed;
import org.llavamed.Message;
import org.llavamed.Reply;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.image.ImageSource;

/**
 * A model of this library that answers questions. An image is decoded and encoded once for questions about it that come one
 * after the other. The model is the caller's to close. Serves one run at a time, and any
 * number one after the other.
 */
public final class LlavaMedAnswerer implements Answerer {
    private final LlavaMed model;
    private final Sampling sampling;
    private final Map<String, Object> settings;
    private volatile int cancels;
    private volatile @Nullable Generation current;
    private volatile @Nullable Shown shown;

    /** The image of the last question. */
    private record Shown(Path image, String stamp, ImageSource pixels) {}

    /**
     * Prepares a model.
     *
     * @param model the model
     * @param sampling how each answer is chosen
     * @param checkpoint the options that the model was loaded with; they are recorded with the answers
     * @throws org.llavamed.error.LlavaMedException if the checkpoint's files cannot be read any more
     */
    public LlavaMedAnswerer(LlavaMed model, Sampling sampling, CheckpointOptions checkpoint) {
        this.model = model;
        this.sampling = sampling;
        this.settings = settings(checkpoint);
    }

    /**
     * Greedy answers of a model that was loaded with the default options.
     *
     * @param model the model
     * @return an answerer
     * @throws org.llavamed.error.LlavaMedException if the checkpoint's files cannot be read any more
     */
    public static LlavaMedAnswerer greedy(LlavaMed model) {
        return new LlavaMedAnswerer(model, Sampling.greedy(), CheckpointOptions.defaults());
    }

    private Map<String, Object> settings(CheckpointOptions checkpoint) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("checkpoint", CheckpointFingerprint.of(Path.of(model.report().folder()), checkpoint));
        values.put("template", model.template().key());
        values.put("precision", model.precision().name().toLowerCase(Locale.ROOT));
        values.put("prefer_external_tower", checkpoint.preferExternalTower());
        values.put("image_aspect_ratio", Objects.requireNonNullElse(checkpoint.imageAspectRatio(), "checkpoint"));
        values.putAll(sampling.settings());
        return values;
    }

    /** The name of the checkpoint's folder. */
    @Override
    public String modelId() {
        Path name =
                Path.of(model.report().folder()).toAbsolutePath().normalize().getFileName();
        return String.valueOf(name);
    }

    @Override
    public Map<String, Object> settings() {
        return new LinkedHashMap<>(settings);
    }

    @Override
    public @Nullable ModelAnswer answer(Question question, @Nullable Path image) {
        int before = cancels;
        try (Generation generation = model.generate(messages(question, image), sampling.toOptions())) {
            current = generation;
            if (cancels != before) { // there was nothing to cancel yet
                generation.cancel();
            }
            Reply reply = generation.await();
            return reply.finishReason() == FinishReason.CANCELLED
                    ? null
                    : new ModelAnswer(
                            reply.text(),
                            reply.finishReason().name().toLowerCase(Locale.ROOT),
                            reply.usage().generatedTokens(),
                            reply.promptTokenIds(),
                            reply.tokenIds(),
                            reply.warnings());
        } finally {
            current = null;
        }
    }

    /** The conversation up to the question; the image belongs to its first turn. */
    private List<Message> messages(Question question, @Nullable Path image) {
        List<Message> messages = new ArrayList<>();
        ImageSource[] sources = image == null ? new ImageSource[0] : new ImageSource[] {decoded(image)};
        for (Question.Turn turn : question.history()) {
            messages.add(Message.user(turn.question(), messages.isEmpty() ? sources : new ImageSource[0]));
            messages.add(Message.assistant(turn.answer()));
        }
        messages.add(Message.user(question.text(), messages.isEmpty() ? sources : new ImageSource[0]));
        return messages;
    }

    /** The image, decoded anew only if it is another one than before or its file changed. */
    private ImageSource decoded(Path image) {
        String stamp;
        try {
            stamp = Files.getLastModifiedTime(image) + " " + Files.size(image);
        } catch (IOException e) {
            return ImageSource.of(image); // reading it says what is wrong
        }
        Shown last = shown;
        if (last == null || !last.image.equals(image) || !last.stamp.equals(stamp)) {
            last = new Shown(image, stamp, ImageSource.of(ImageSource.of(image).decode()));
            shown = last;
        }
        return last.pixels;
    }

    /** Ends the answer on its way; a later one is not concerned. */
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // that it changes is enough
    public void cancel() {
        cancels++;
        Generation generation = current;
        if (generation != null) {
            generation.cancel();
        }
    }
}

package org.llavamed.data.answers;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.Chat;
import org.llavamed.FinishReason;
import org.llavamed.Generation;
import org.llavamed.LlavaMed;
import org.llavamed.Reply;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.image.ImageSource;

/** A {@link Chat} with a model of this library. The model is the caller's to close. One conversation at a time. */
public final class LlavaMedChatPartner implements ChatPartner {
    private final LlavaMed model;
    private final Sampling sampling;
    private final LlavaMedAnswerer described;
    private volatile int cancels;
    private volatile @Nullable Generation current;

    /**
     * Prepares a model.
     *
     * @param model the model
     * @param sampling how each answer is chosen
     * @param checkpoint the options that the model was loaded with; they are recorded with the answers
     * @throws org.llavamed.error.LlavaMedException if the checkpoint's files cannot be read any more
     */
    public LlavaMedChatPartner(LlavaMed model, Sampling sampling, CheckpointOptions checkpoint) {
        this.model = model;
        this.sampling = sampling;
        this.described = new LlavaMedAnswerer(model, sampling, checkpoint);
    }

    @Override
    public String modelId() {
        return described.modelId();
    }

    @Override
    public Map<String, Object> settings() {
        return described.settings();
    }

    @Override
    public Conversation begin(@Nullable Path image) {
        return new OfModel(model.chat(sampling.toOptions()), image);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // that it changes is enough
    public void cancel() {
        cancels++;
        Generation generation = current;
        if (generation != null) {
            generation.cancel();
        }
    }

    private final class OfModel implements Conversation {
        private final Chat chat;
        private final @Nullable Path image;

        OfModel(Chat chat, @Nullable Path image) {
            this.chat = chat;
            this.image = image;
        }

        @Override
        public @Nullable String ask(String question) {
            int before = cancels;
            boolean first = chat.history().isEmpty();
            ImageSource[] images =
                    first && image != null ? new ImageSource[] {ImageSource.of(image)} : new ImageSource[0];
            try (Generation generation = chat.ask(question, images)) {
                current = generation;
                if (cancels != before) { // there was nothing to cancel yet
                    generation.cancel();
                }
                Reply reply = generation.await();
                return reply.finishReason() == FinishReason.CANCELLED ? null : reply.text();
            } finally {
                current = null;
            }
        }

        @Override
        public void close() {
            chat.close();
        }
    }
}

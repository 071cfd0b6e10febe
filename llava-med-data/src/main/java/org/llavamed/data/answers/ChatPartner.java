package org.llavamed.data.answers;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whoever can be spoken with about an image, one question after the other: {@link LlavaMedChatPartner}, or any other model
 * behind these few methods. What was said before is the partner's to remember.
 *
 * <p>A run calls all methods from one thread, {@link #cancel} may come from any.
 */
public interface ChatPartner {
    /**
     * Names the model.
     *
     * @return a short name without line ends
     */
    String modelId();

    /**
     * All that decides what the answers are, as {@link Answerer#settings()}.
     *
     * @return the settings in the order in which they are written
     */
    Map<String, Object> settings();

    /**
     * Begins a conversation that knows nothing of earlier ones.
     *
     * @param image what it is about, or null for none
     * @return the conversation, to be closed by the caller
     */
    Conversation begin(@Nullable Path image);

    /** Lets {@link Conversation#ask} return null soon, if it can; by default nothing happens. */
    default void cancel() {}

    /** A conversation under way. */
    interface Conversation extends AutoCloseable {
        /**
         * Asks the next question.
         *
         * @param question the question
         * @return the answer, or null if {@link ChatPartner#cancel} ended it
         * @throws org.llavamed.error.LlavaMedException if it cannot be answered
         */
        @Nullable
        String ask(String question);

        /** Ends the conversation. */
        @Override
        void close();
    }
}

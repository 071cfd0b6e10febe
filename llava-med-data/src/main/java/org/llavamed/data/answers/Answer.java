package org.llavamed.data.answers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an answer file.
 *
 * @param questionId id of the question
 * @param prompt the question's text, before a template
 * @param text the answer
 * @param answerId id of this answer, the same whenever the same question is answered with the same settings
 * @param modelId name of the checkpoint folder
 * @param tokens the token ids behind it, or null to leave {@code metadata} empty
 */
public record Answer(
        QuestionId questionId,
        String prompt,
        String text,
        String answerId,
        String modelId,
        @Nullable Tokens tokens) {
    /**
     * What {@code metadata} holds.
     *
     * @param promptTokenIds the prompt, each image one -200
     * @param tokenIds the answer, an end token included
     * @param finishReason {@code stop} or {@code length}
     */
    public record Tokens(List<Integer> promptTokenIds, List<Integer> tokenIds, String finishReason) {
        /**
         * Copies the lists.
         *
         * @param promptTokenIds as above
         * @param tokenIds as above
         * @param finishReason as above
         */
        public Tokens {
            promptTokenIds = List.copyOf(promptTokenIds);
            tokenIds = List.copyOf(tokenIds);
        }
    }
}

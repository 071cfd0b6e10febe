package org.llavamed.data.answers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered.
 *
 * @param text the answer; may be empty
 * @param finishReason why it ended, {@code stop} or {@code length} here, anything elsewhere; or null
 * @param tokens length of the answer in tokens, or null if the model does not say
 * @param promptTokenIds the prompt, each image one -200; or null
 * @param tokenIds the answer, an end token included; or null
 * @param warnings what the model has to say about it, for the log
 */
public record ModelAnswer(
        String text,
        @Nullable String finishReason,
        @Nullable Integer tokens,
        @Nullable List<Integer> promptTokenIds,
        @Nullable List<Integer> tokenIds,
        List<String> warnings) {
    /**
     * Copies the lists.
     *
     * @param text as above
     * @param finishReason as above
     * @param tokens as above
     * @param promptTokenIds as above
     * @param tokenIds as above
     * @param warnings as above
     */
    public ModelAnswer {
        promptTokenIds = promptTokenIds == null ? null : List.copyOf(promptTokenIds);
        tokenIds = tokenIds == null ? null : List.copyOf(tokenIds);
        warnings = List.copyOf(warnings);
    }

    /**
     * An answer of which nothing but the text is known.
     *
     * @param text the answer
     * @return the record
     */
    public static ModelAnswer of(String text) {
        return new ModelAnswer(text, null, null, null, null, List.of());
    }
}

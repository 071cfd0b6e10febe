package org.llavamed.internal.generation;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.PromptException;

/**
 * How long an answer may get. Prompt and answer share the context, {@code max_position_embeddings} of the checkpoint;
 * nothing is ever cut to make it fit. Three rules, checked before anything is computed:
 *
 * <ul>
 *   <li>the prompt alone must leave room for at least one token;
 *   <li>a number of new tokens that the caller asked for must fit after the prompt in full, rather than the answer ending
 *       early by surprise; without a number the answer may take {@value #DEFAULT_NEW_TOKENS} tokens or the room that is
 *       left, whichever is less;
 *   <li>a prompt beyond {@code tokenizer_model_max_length} is computed in full, with a warning: the reference would cut
 *       off its end there, and with it the instruction's end.
 * </ul>
 *
 * @param promptTokens positions of the prompt, those of image features included
 * @param maxNewTokens most tokens the answer may have, 1 or more
 * @param warning what the caller should be told, or null
 */
public record GenerationLimits(
        int promptTokens, int maxNewTokens, @Nullable String warning) {

    /** Most tokens of an answer when the caller names no number, as in the reference's chat. */
    public static final int DEFAULT_NEW_TOKENS = 512;

    /**
     * Applies the rules.
     *
     * @param promptTokens positions of the prompt, those of image features included, 1 or more
     * @param requested most new tokens that the caller wants, 1 or more, or empty
     * @param contextLength {@code max_position_embeddings}, 1 or more
     * @param trainedLength {@code tokenizer_model_max_length}, or empty if the checkpoint has none
     * @return the limits
     * @throws PromptException if prompt and answer do not fit; the message says by how much
     * @throws IllegalArgumentException if a number is below 1
     */
    public static GenerationLimits plan(
            int promptTokens, OptionalInt requested, int contextLength, OptionalInt trainedLength) {
        requirePositive(promptTokens, "prompt tokens");
        requirePositive(requested.orElse(1), "max new tokens");
        requirePositive(contextLength, "context length");
        int room = contextLength - promptTokens;
        if (room < 1) {
            throw new PromptException("the prompt has " + promptTokens + " tokens but the context of "
                    + contextLength + " (max_position_embeddings) leaves room for at most " + (contextLength - 1)
                    + " before an answer: shorten it by " + (1L - room)
                    + " tokens, for instance by leaving out earlier turns");
        }
        if (requested.isPresent() && requested.getAsInt() > room) {
            long over = (long) requested.getAsInt() - room;
            throw new PromptException("the prompt has " + promptTokens + " tokens and the answer may have "
                    + requested.getAsInt() + ", which exceeds the context of " + contextLength
                    + " (max_position_embeddings) by " + over + ": ask for at most " + room
                    + " new tokens or shorten the prompt");
        }
        int maxNewTokens = requested.orElse(Math.min(DEFAULT_NEW_TOKENS, room));
        return new GenerationLimits(promptTokens, maxNewTokens, warning(promptTokens, trainedLength));
    }

    private static @Nullable String warning(int promptTokens, OptionalInt trainedLength) {
        if (trainedLength.isEmpty() || promptTokens <= trainedLength.getAsInt()) {
            return null;
        }
        return "the prompt has " + promptTokens + " tokens, " + (promptTokens - trainedLength.getAsInt())
                + " more than tokenizer_model_max_length " + trainedLength.getAsInt()
                + "; nothing was cut, but the model was not trained on prompts of this length";
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + " but must be 1 or more");
        }
    }
}

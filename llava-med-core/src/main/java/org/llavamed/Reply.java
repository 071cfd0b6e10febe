package org.llavamed;

import java.util.List;

/**
 * A finished answer. Research use only, not for clinical use: treat the text as a model's guess.
 *
 * @param text the answer, without white space at its ends
 * @param finishReason why it ended
 * @param prompt the prompt as assembled, images shown as {@code <image>}
 * @param promptTokenIds its token ids, each image one -200
 * @param tokenIds generated token ids, an end token included
 * @param scores log-probabilities of each generated token; empty unless asked for
 * @param usage token counts
 * @param timings where the time went
 * @param warnings what the caller should know, e.g. a prompt longer than the model was trained on; usually empty
 */
public record Reply(
        String text,
        FinishReason finishReason,
        String prompt,
        List<Integer> promptTokenIds,
        List<Integer> tokenIds,
        List<TokenScore> scores,
        Usage usage,
        Timings timings,
        List<String> warnings) {
    /**
     * Copies the lists.
     *
     * @param text as above
     * @param finishReason as above
     * @param prompt as above
     * @param promptTokenIds as above
     * @param tokenIds as above
     * @param scores as above
     * @param usage as above
     * @param timings as above
     * @param warnings as above
     */
    public Reply {
        promptTokenIds = List.copyOf(promptTokenIds);
        tokenIds = List.copyOf(tokenIds);
        scores = List.copyOf(scores);
        warnings = List.copyOf(warnings);
    }
}

package org.llavamed.train;

import java.util.List;
import java.util.stream.Collectors;
import org.llavamed.error.PromptException;
import org.llavamed.internal.training.EncodedSample;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Role;
import org.llavamed.prompt.Turn;
import org.llavamed.tokenizer.TextSpan;
import org.llavamed.tokenizer.Tokenizer;

/**
 * The text that an image is contrasted with: the assistant's turns, one a line, between the first and the end token.
 *
 * @param tokenizer of the text tower
 * @param bos the first token
 * @param end the token at which the tower's features are taken; no text contains it
 * @param length tokens a text may have, both included; 3 or more
 */
record ContrastiveText(Tokenizer tokenizer, int bos, int end, int length) {
    /** Far beyond any text; a text of this size is a mistake in the data and would take gigabytes to tokenise. */
    private static final int MOST_CHARACTERS = 1 << 24;

    /**
     * Encodes a conversation.
     *
     * @param turns of which the user's are not used
     * @param imagePositions positions the image takes in its tower, counted with those of the text
     * @throws PromptException if it has no text or far too much
     */
    EncodedSample encode(List<Turn> turns, int imagePositions) {
        String text = turns.stream()
                .filter(turn -> turn.role() == Role.ASSISTANT)
                .map(ContrastiveText::text)
                .collect(Collectors.joining("\n"))
                .strip();
        if (text.isEmpty()) {
            throw new PromptException("the assistant says nothing, so there is no text for the image");
        }
        if (text.length() > MOST_CHARACTERS) {
            throw new PromptException("its text has " + text.length() + " characters; more than " + MOST_CHARACTERS
                    + " are not accepted: shorten the sample or leave it out");
        }
        int[] tokens = tokenizer.encode(List.of(TextSpan.literal(text)), false);
        int kept = Math.min(tokens.length, length - 2);
        int[] ids = new int[kept + 2];
        ids[0] = bos;
        System.arraycopy(tokens, 0, ids, 1, kept);
        ids[kept + 1] = end;
        return new EncodedSample(
                ids, new boolean[ids.length], 1, ids.length + imagePositions, kept < tokens.length, 1, false);
    }

    private static String text(Turn turn) {
        return turn.parts().stream()
                .filter(PromptPart.Text.class::isInstance)
                .map(part -> ((PromptPart.Text) part).text())
                .collect(Collectors.joining());
    }
}

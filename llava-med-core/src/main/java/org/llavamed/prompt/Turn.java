package org.llavamed.prompt;

import java.util.List;

/**
 * One turn of a conversation. The images of a user's turn stand either where its template puts them ({@code
 * placedImages}) or exactly where {@code parts} has them, not both. Immutable.
 *
 * @param role who speaks
 * @param placedImages how many images the template is to place, in a user's turn
 * @param parts the content, in order
 */
public record Turn(Role role, int placedImages, List<PromptPart> parts) {

    /**
     * Copies the parts.
     *
     * @param role who speaks
     * @param placedImages how many images the template is to place, in a user's turn
     * @param parts the content, in order
     * @throws IllegalArgumentException for a negative count, images in an assistant's turn, or both kinds of images
     */
    public Turn {
        parts = List.copyOf(parts);
        boolean inline = parts.stream().anyMatch(PromptPart.Image.class::isInstance);
        if (placedImages < 0) {
            throw new IllegalArgumentException("negative image count: " + placedImages);
        }
        if (role == Role.ASSISTANT && (inline || placedImages > 0)) {
            throw new IllegalArgumentException("an assistant's turn cannot hold images");
        }
        if (inline && placedImages > 0) {
            throw new IllegalArgumentException("images are placed by the template or by the parts, not by both");
        }
    }

    /**
     * A question without images.
     *
     * @param question the text, used as it is; {@code <image>} in it is plain text
     * @return the turn
     */
    public static Turn user(String question) {
        return user(question, 0);
    }

    /**
     * A question whose images stand where the template puts them.
     *
     * @param question the text, used as it is; {@code <image>} in it is plain text
     * @param images number of images, 0 or more
     * @return the turn
     */
    public static Turn user(String question, int images) {
        return new Turn(Role.USER, images, List.of(new PromptPart.Text(question)));
    }

    /**
     * A question with images at fixed places: the template adds no marker and no newline around them.
     *
     * @param parts texts and images, in order
     * @return the turn
     */
    public static Turn user(List<PromptPart> parts) {
        return new Turn(Role.USER, 0, parts);
    }

    /**
     * What the model answered.
     *
     * @param answer the text, used as it is
     * @return the turn
     */
    public static Turn assistant(String answer) {
        return new Turn(Role.ASSISTANT, 0, List.of(new PromptPart.Text(answer)));
    }
}

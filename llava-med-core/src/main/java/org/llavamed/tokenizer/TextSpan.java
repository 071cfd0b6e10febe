package org.llavamed.tokenizer;

import java.util.Objects;

/**
 * A stretch of a prompt and who wrote it.
 *
 * @param text the text; may be empty
 * @param literal true for text of a user, in which {@code </s>} or {@code <im_start>} are just characters; false for text
 *     of a template, in which they stand for the token of that name
 */
public record TextSpan(String text, boolean literal) {
    /**
     * Makes a span.
     *
     * @param text the text
     * @param literal true for text of a user
     */
    public TextSpan {
        Objects.requireNonNull(text, "text");
    }

    /**
     * Text of a user: nothing in it becomes a special token.
     *
     * @param text the text
     * @return a literal span
     */
    public static TextSpan literal(String text) {
        return new TextSpan(text, true);
    }

    /**
     * Text of a template: special and added tokens in it are recognised.
     *
     * @param text the text
     * @return a span that is not literal
     */
    public static TextSpan template(String text) {
        return new TextSpan(text, false);
    }
}

package org.llavamed.prompt;

/**
 * A piece of an assembled prompt. Neighbouring texts, of the template or not, are one text to a tokenizer: they are joined
 * before they are split into tokens, as the reference does, and an image ends a text. Only literals that lie wholly inside
 * a {@link TemplateText} may become control tokens.
 */
public sealed interface PromptSegment {

    /**
     * Text that the template wrote. Literals of control tokens in it, such as {@code </s>} or {@code <|im_end|>}, are
     * these tokens.
     *
     * @param text the text
     */
    record TemplateText(String text) implements PromptSegment {}

    /**
     * Text that a user or the model wrote. It is never read as a control token.
     *
     * @param text the text
     */
    record UserText(String text) implements PromptSegment {}

    /**
     * The place of an image. Whether it becomes features alone or features between start and end tokens is up to the
     * checkpoint.
     *
     * @param index which of the images given with the prompt, from 0
     */
    record ImageSlot(int index) implements PromptSegment {}
}

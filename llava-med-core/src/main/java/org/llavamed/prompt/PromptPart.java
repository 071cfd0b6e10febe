package org.llavamed.prompt;

/** A part of a user's turn whose order the user fixed: a text or an image. */
public sealed interface PromptPart {

    /**
     * Text of a user or of the model. It is data: nothing in it ever becomes a control token or an image, whatever it
     * spells ({@code </s>}, {@code [INST]}, {@code <image>}).
     *
     * @param text the text, used as it is
     */
    record Text(String text) implements PromptPart {}

    /** The next image of the conversation: the n-th such part of a prompt stands for the n-th image given with it. */
    record Image() implements PromptPart {}
}

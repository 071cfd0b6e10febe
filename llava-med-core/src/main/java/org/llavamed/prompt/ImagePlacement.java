package org.llavamed.prompt;

/** Where a template puts the images of a question. Each image gets a marker and a newline of its own. */
public enum ImagePlacement {
    /** {@code <image>\nquestion}, for two images {@code <image>\n<image>\nquestion} (LLaVA 1.x, LLaVA-Med v1.5). */
    BEFORE_QUESTION,
    /** {@code question\n<image>}, for two images {@code question\n<image>\n<image>} (LLaVA-Med v1.0). */
    AFTER_QUESTION,
    /**
     * Two turns of their own before the question: the user's {@code <Image><image></Image>} (for more images one such tag
     * after the other) and the assistant's {@code Received.} (templates of the reference whose version says {@code mmtag}).
     */
    TAGGED_TURN
}

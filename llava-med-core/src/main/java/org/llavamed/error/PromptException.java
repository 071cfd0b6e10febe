package org.llavamed.error;

import org.jspecify.annotations.Nullable;

/** A prompt cannot be built or does not fit: marker and image counts differ, the context overflows, no template is known. */
public class PromptException extends LlavaMedException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what is wrong, where and how to mend it
     */
    public PromptException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what is wrong, where and how to mend it
     * @param cause what led here, or null
     */
    public PromptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

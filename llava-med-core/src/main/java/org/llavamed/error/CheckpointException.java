package org.llavamed.error;

import org.jspecify.annotations.Nullable;

/** A file of a checkpoint (configuration, weights, tokenizer) is missing, damaged or contradicts another; the message names the file and the position. */
public class CheckpointException extends LlavaMedException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what is wrong, where and how to mend it
     */
    public CheckpointException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what is wrong, where and how to mend it
     * @param cause what led here, or null
     */
    public CheckpointException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

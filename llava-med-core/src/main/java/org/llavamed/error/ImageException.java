package org.llavamed.error;

import org.jspecify.annotations.Nullable;

/** An image cannot be read or is not one the model can look at; the message names the source. */
public class ImageException extends LlavaMedException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what is wrong, where and how to mend it
     */
    public ImageException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what is wrong, where and how to mend it
     * @param cause what led here, or null
     */
    public ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package org.llavamed.error;

import org.jspecify.annotations.Nullable;

/** The native engine is missing, was refused or failed; the message says which artifacts are needed. */
public class EngineException extends LlavaMedException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what is wrong, where and how to mend it
     */
    public EngineException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what is wrong, where and how to mend it
     * @param cause what led here, or null
     */
    public EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

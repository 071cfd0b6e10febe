package org.llavamed.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Root of everything the library throws on bad input or a failing run. The message says what is wrong, where (file and
 * position, or argument) and, where there is one, how to mend it. Wrong use of the API itself is reported with the JDK's
 * {@link IllegalArgumentException} and {@link IllegalStateException}.
 */
public class LlavaMedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what is wrong, where and how to mend it
     */
    public LlavaMedException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what is wrong, where and how to mend it
     * @param cause what led here, or null
     */
    public LlavaMedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Returns what is wrong, where and how to mend it; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }
}

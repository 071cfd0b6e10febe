package org.llavamed.error;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Root of everything the library throws on bad input or a failing run. The message says what is wrong, where (file and
 * position, or argument) and, where there is one, how to mend it. Wrong use of the API itself is reported with the JDK's
 * {@link IllegalArgumentException} and {@link IllegalStateException}.
 */
public class LlavaMedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 4_000;

    /**
     * Makes an exception without a cause.
     *
     * @param message what is wrong, where and how to mend it
     */
    public LlavaMedException(String message) {
        super(printable(message));
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what is wrong, where and how to mend it
     * @param cause what led here, or null
     */
    public LlavaMedException(String message, @Nullable Throwable cause) {
        super(printable(message), cause);
    }

    /** Returns what is wrong, where and how to mend it; never null. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    /** What comes from a file must not forge lines of a log or fill it. */
    private static String printable(String message) {
        String shown = message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "...";
        StringBuilder result = new StringBuilder(shown.length());
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c == '\n' || c == '\t') {
                result.append(' ');
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                result.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                result.append(c);
            }
        }
        return result.toString();
    }
}

package org.llavamed.data.fetch;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A transfer did not succeed. */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What follows from it. */
    public enum Kind {
        /** There is nothing at the address, and there will not be. */
        NOT_FOUND,
        /** Another try would fare no better. */
        REFUSED,
        /** Another try may succeed. */
        TEMPORARY
    }

    /** What follows from it. */
    private final Kind kind;
    /** What the server asks for, or null. */
    private final @Nullable Duration retryAfter;

    /**
     * A failure.
     *
     * @param kind what follows from it
     * @param message what happened
     * @param retryAfter how long the server asks to wait, or null
     * @param cause where it came from, or null
     */
    public TransferException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    static TransferException temporary(String message, @Nullable Throwable cause) {
        return new TransferException(Kind.TEMPORARY, message, null, cause);
    }

    static TransferException refused(String message) {
        return new TransferException(Kind.REFUSED, message, null, null);
    }

    /**
     * What follows from it.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * How long the server asks to wait.
     *
     * @return the time, or null if it did not say
     */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    String problem() {
        String message = getMessage();
        return message == null ? toString() : message;
    }
}

package org.llavamed.data.teacher;

import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** A chat model gave no usable reply. The message never holds a key, a prompt or a reply. */
public class ChatException extends LlavaMedException {
    private static final long serialVersionUID = 1L;

    /** What another request may expect. */
    public enum Kind {
        /** The server was busy, slow or gone each time it was tried; later the same request may succeed. */
        UNAVAILABLE,
        /** This request is refused (too long, filtered, malformed reply); others may succeed. */
        REFUSED,
        /** Every request will fail: wrong key, no such model, wrong address. A run should end. */
        FATAL
    }

    /** What another request may expect. */
    private final Kind kind;

    /**
     * Makes an exception.
     *
     * @param kind what another request may expect
     * @param message what is wrong, where and how to mend it
     * @param cause what led here, or null
     */
    public ChatException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * What another request may expect.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}

package org.llavamed.data.fetch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why an image is not there. */
public enum MissingReason {
    /** The line names no image that could be fetched. */
    BAD_LINE,
    /** An earlier line has the same {@code pair_id}, capitals aside. */
    DUPLICATE,
    /** The address holds nothing any more (404, 410). */
    NOT_FOUND,
    /** The package does not have the file. */
    NO_SUCH_MEMBER,
    /** The file is no image, is cut off or too large. */
    NOT_AN_IMAGE,
    /** The package is damaged, or is no package, at every try. */
    BAD_ARCHIVE,
    /** The package could not be had: refused, or given up after the last try. */
    TRANSFER_FAILED;

    /** Whether another run would find the same, so that it need not try. */
    boolean permanent() {
        return this == NOT_FOUND || this == NO_SUCH_MEMBER || this == NOT_AN_IMAGE;
    }

    /** The name in reports. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable MissingReason of(String key) {
        for (MissingReason reason : values()) {
            if (reason.key().equals(key)) {
                return reason;
            }
        }
        return null;
    }
}

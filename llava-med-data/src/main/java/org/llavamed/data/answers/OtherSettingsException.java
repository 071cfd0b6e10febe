package org.llavamed.data.answers;

import org.llavamed.error.LlavaMedException;

/** Answers cannot be gone on with, because they were made with other settings than those at hand, or with unknown ones. */
public final class OtherSettingsException extends LlavaMedException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message which file, which settings, and what to do
     */
    public OtherSettingsException(String message) {
        super(message);
    }
}

package org.llavamed.data.dataset;

/** How bad an identifier is that comes again. */
public enum RepeatedIds {
    /**
     * A warning for dialogues, whose published mixtures repeat them by the hundred thousand; an error for the other schemas,
     * which are looked up by them.
     */
    USUAL,
    /** A warning. */
    WARNING,
    /** An error. */
    ERROR;

    boolean isError(DatasetSchema schema) {
        return this == ERROR || (this == USUAL && schema != DatasetSchema.DIALOGUES);
    }
}

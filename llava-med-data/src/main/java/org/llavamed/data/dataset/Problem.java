package org.llavamed.data.dataset;

/**
 * Something wrong with a record.
 *
 * @param severity whether the record cannot be used as it is
 * @param kind a short name for counting, for instance {@code image-marker}
 * @param place file and record, for instance {@code train.json: record 12}
 * @param record number of the record or line, from 1; 0 if the file itself is meant
 * @param key the key, for instance {@code conversations[3].value}; empty if the record itself is meant
 * @param text what is wrong
 */
public record Problem(Severity severity, String kind, String place, long record, String key, String text) {
    /** How bad it is. */
    public enum Severity {
        /** The record breaks a rule. */
        ERROR,
        /** Readers get along with it. */
        WARNING
    }

    /**
     * The whole complaint.
     *
     * @return place, key and text on one line
     */
    public String message() {
        return place + ": " + (key.isEmpty() ? "" : key + " ") + text;
    }
}

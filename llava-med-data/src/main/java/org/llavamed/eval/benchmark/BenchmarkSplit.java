package org.llavamed.eval.benchmark;

import java.util.Locale;

/** A part of a data set. */
public enum BenchmarkSplit {
    /** What models are trained on; the candidate answers come from it. */
    TRAIN,
    /** What settings are chosen on; VQA-RAD has none. */
    VALIDATION,
    /** What is reported. */
    TEST;

    /**
     * The name on command lines.
     *
     * @return {@code train}, {@code validation} or {@code test}
     */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package org.llavamed.data.dataset;

import org.jspecify.annotations.Nullable;

/**
 * What statistics are made.
 *
 * @param schema the schema, or null to tell it by the first record
 * @param verbSample most distinct questions whose verbs are looked for, from 0 (none)
 * @param seed seed of that sample
 */
public record StatisticsOptions(@Nullable DatasetSchema schema, int verbSample, long seed) {
    /** Tells the schema and looks for verbs in 20,000 questions. */
    public static final StatisticsOptions DEFAULT = new StatisticsOptions(null, 20_000, 0);

    /**
     * Checks the size of the sample.
     *
     * @param schema as above
     * @param verbSample as above
     * @param seed as above
     */
    public StatisticsOptions {
        if (verbSample < 0 || verbSample > 1_000_000) {
            throw new IllegalArgumentException("a sample has 0 to 1000000 questions, not " + verbSample);
        }
    }
}

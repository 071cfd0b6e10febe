package org.llavamed.eval.score;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics of a set of answers in one mode.
 *
 * @param mode how the answers were scored
 * @param metrics values in percent by the metric's key (for instance {@code recall}, {@code closed_accuracy}), in the order in which they are
 *     shown; {@link Estimate#NONE} where a metric has no questions or lacks an input
 * @param numOpen open questions
 * @param numClosed closed questions
 */
public record Scores(ScoreMode mode, Map<String, Estimate> metrics, int numOpen, int numClosed) {
    /**
     * Copies the map, its order kept.
     *
     * @param mode as above
     * @param metrics as above
     * @param numOpen as above
     * @param numClosed as above
     */
    public Scores {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /**
     * A metric.
     *
     * @param key its key
     * @return the value, {@link Estimate#NONE} if there is no such metric
     */
    public Estimate metric(String key) {
        return metrics.getOrDefault(key, Estimate.NONE);
    }
}

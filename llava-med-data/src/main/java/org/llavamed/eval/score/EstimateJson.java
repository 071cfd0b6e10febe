package org.llavamed.eval.score;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Estimates as JSON, not rounded; null where there is no number. */
public final class EstimateJson {
    private EstimateJson() {}

    /**
     * An estimate whole.
     *
     * @param estimate the estimate
     * @return {@code {"value", "low", "high", "count"}}
     */
    public static ObjectNode of(Estimate estimate) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("value", finite(estimate.value()));
        json.put("low", finite(estimate.low()));
        json.put("high", finite(estimate.high()));
        return json.put("count", estimate.count());
    }

    /**
     * A number.
     *
     * @param value any number
     * @return the number, or null if it is not finite
     */
    public static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /**
     * Adds an interval.
     *
     * @param json gets it
     * @param key under this name, as {@code [low, high]}, or null if there is none
     * @param estimate the estimate
     */
    public static void putInterval(ObjectNode json, String key, Estimate estimate) {
        if (estimate.hasInterval()) {
            json.putArray(key).add(estimate.low()).add(estimate.high());
        } else {
            json.putNull(key);
        }
    }
}

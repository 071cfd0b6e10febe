package org.llavamed.eval.sensitivity;

import java.util.List;
import org.llavamed.eval.score.Estimate;

/** Means in percent with their intervals. */
record Intervals(int resamples, long seed) {
    Estimate mean(List<Measured> values) {
        if (values.isEmpty()) {
            return Estimate.NONE;
        }
        double sum = 0;
        for (Measured value : values) {
            sum += value.value();
        }
        return new Estimate(sum / values.size() * 100, Double.NaN, Double.NaN, values.size());
    }
}

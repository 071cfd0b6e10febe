package org.llavamed.eval.sensitivity;

import java.util.List;
import org.llavamed.eval.score.Aggregation;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;

/**
 * Means in percent with their intervals.
 *
 * @param bootstrap how these are made
 */
record Intervals(Bootstrap bootstrap) {
    /** The mean of numbers from 0 to 1: a share, or a score. */
    Estimate share(List<Measured> values) {
        return Aggregation.atTheEdge(mean(values), numbers(values), clusters(values));
    }

    /** The mean of any numbers, such as differences. */
    Estimate mean(List<Measured> values) {
        return bootstrap.mean(numbers(values), clusters(values));
    }

    /**
     * The mean of differences from -1 to 1. If all are the same, resamples are too; then the interval is as wide as if every cluster that
     * the share of others may have (as in {@link #share}) differed by as much as it can.
     */
    Estimate difference(List<Measured> values) {
        Estimate mean = mean(values);
        double first = values.isEmpty() ? 0 : values.get(0).value();
        if (!mean.hasInterval() || values.stream().anyMatch(value -> value.value() != first)) {
            return mean;
        }
        double others = share(values.stream()
                        .map(value -> new Measured(value.cluster(), 0))
                        .toList())
                .high();
        return new Estimate(
                mean.value(), mean.value() - others * (first + 1), mean.value() + others * (1 - first), mean.count());
    }

    private static double[] numbers(List<Measured> values) {
        return values.stream().mapToDouble(Measured::value).toArray();
    }

    private static List<String> clusters(List<Measured> values) {
        return values.stream().map(Measured::cluster).toList();
    }
}

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

    /** The mean of differences from -1 to 1. */
    Estimate difference(List<Measured> values) {
        return Aggregation.differenceAtTheEdge(mean(values), numbers(values), clusters(values));
    }

    private static double[] numbers(List<Measured> values) {
        return values.stream().mapToDouble(Measured::value).toArray();
    }

    private static List<String> clusters(List<Measured> values) {
        return values.stream().map(Measured::cluster).toList();
    }
}

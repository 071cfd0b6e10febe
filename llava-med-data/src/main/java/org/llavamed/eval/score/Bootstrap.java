package org.llavamed.eval.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * 95 % intervals of means by resampling with replacement (percentile method). Whole clusters are drawn, not single questions: questions about one
 * image are not independent of each other. Immutable; the same seed and data give the same interval.
 *
 * @param resamples how many samples are drawn, 100 to 1,000,000
 * @param seed seed of the draws
 */
public record Bootstrap(int resamples, long seed) {
    /** 2,000 samples, seed 0. */
    public static final Bootstrap DEFAULT = new Bootstrap(2_000, 0);

    private static final int LEAST = 100;
    private static final int MOST = 1_000_000;
    private static final double TAIL = 0.025;

    /**
     * Checks the number.
     *
     * @param resamples as above
     * @param seed as above
     * @throws IllegalArgumentException if it is out of range
     */
    public Bootstrap {
        if (resamples < LEAST || resamples > MOST) {
            throw new IllegalArgumentException("resamples must be 100 to 1,000,000, not " + resamples);
        }
    }

    /**
     * The mean of some values in percent, with its interval; there is none for fewer than two clusters.
     *
     * @param values the values; NaN counts as absent
     * @param clusters what each value belongs to
     * @return the estimate; {@link Estimate#NONE} if all values are absent
     * @throws IllegalArgumentException if there are more values than clusters are named, or fewer
     */
    public Estimate mean(double[] values, List<String> clusters) {
        return means(List.of(values), clusters).get(0);
    }

    /**
     * The means of several series over the same questions, from the same draws.
     *
     * @param series the series, each a value a question, NaN where a question has none
     * @param clusters what each question belongs to
     * @return an estimate for each series
     */
    List<Estimate> means(List<double[]> series, List<String> clusters) {
        requireSame(series, clusters);
        int[] cluster = number(clusters);
        int drawn = Arrays.stream(cluster).max().orElse(-1) + 1;
        List<Sums> sums =
                series.stream().map(values -> new Sums(values, cluster, drawn)).toList();
        double[][] means = new double[series.size()][resamples];
        SplittableRandom random = new SplittableRandom(seed);
        int[] draws = new int[drawn];
        for (int i = 0; i < resamples; i++) {
            for (int k = 0; k < drawn; k++) {
                draws[k] = random.nextInt(drawn);
            }
            for (int s = 0; s < means.length; s++) {
                means[s][i] = sums.get(s).mean(draws);
            }
        }
        List<Estimate> estimates = new ArrayList<>();
        for (int s = 0; s < means.length; s++) {
            estimates.add(sums.get(s).estimate(means[s]));
        }
        return estimates;
    }

    /**
     * A statistic of sums over questions, for instance a ratio of means, with its interval; there is none for fewer than two
     * clusters.
     *
     * @param series the series, each a value a question; a series of ones counts them
     * @param clusters what each question belongs to
     * @param statistic makes a value, in whatever unit, of the sums of the series
     * @return the estimate; {@link Estimate#NONE} without questions
     * @throws IllegalArgumentException if a series has more values than clusters are named, or fewer
     */
    public Estimate ofSums(List<double[]> series, List<String> clusters, ToDoubleFunction<double[]> statistic) {
        requireSame(series, clusters);
        int[] cluster = number(clusters);
        int drawn = Arrays.stream(cluster).max().orElse(-1) + 1;
        double[] total = new double[series.size()];
        double[][] sums = new double[drawn][series.size()];
        for (int s = 0; s < total.length; s++) {
            for (int i = 0; i < cluster.length; i++) {
                total[s] += series.get(s)[i];
                sums[cluster[i]][s] += series.get(s)[i];
            }
        }
        if (drawn < 2) {
            return drawn == 0
                    ? Estimate.NONE
                    : new Estimate(statistic.applyAsDouble(total), Double.NaN, Double.NaN, cluster.length);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[resamples];
        for (int i = 0; i < resamples; i++) {
            double[] sum = new double[total.length];
            for (int k = 0; k < drawn; k++) {
                double[] one = sums[random.nextInt(drawn)];
                for (int s = 0; s < sum.length; s++) {
                    sum[s] += one[s];
                }
            }
            values[i] = statistic.applyAsDouble(sum);
        }
        Arrays.sort(values);
        return new Estimate(
                statistic.applyAsDouble(total), quantile(values, TAIL), quantile(values, 1 - TAIL), cluster.length);
    }

    private static void requireSame(List<double[]> series, List<String> clusters) {
        for (double[] values : series) {
            if (values.length != clusters.size()) {
                throw new IllegalArgumentException(values.length + " values of " + clusters.size() + " questions");
            }
        }
    }

    private static int[] number(List<String> clusters) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int[] cluster = new int[clusters.size()];
        for (int i = 0; i < cluster.length; i++) {
            Integer next = numbers.size();
            Integer known = numbers.putIfAbsent(clusters.get(i), next);
            cluster[i] = known == null ? next : known;
        }
        return cluster;
    }

    /** Values of a series added up by cluster. */
    private static final class Sums {
        private final double[] sums;
        private final int[] counts;
        private final int clusters;
        private final double total;
        private final int count;

        Sums(double[] values, int[] cluster, int drawn) {
            sums = new double[drawn];
            counts = new int[drawn];
            double all = 0;
            int known = 0;
            for (int i = 0; i < values.length; i++) {
                if (!Double.isNaN(values[i])) {
                    all += values[i]; // left to right, as the published evaluators add
                    known++;
                    sums[cluster[i]] += values[i];
                    counts[cluster[i]]++;
                }
            }
            total = all;
            count = known;
            clusters = (int) Arrays.stream(counts).filter(n -> n > 0).count();
        }

        double mean(int[] draws) {
            double sum = 0;
            int n = 0;
            for (int draw : draws) {
                sum += sums[draw];
                n += counts[draw];
            }
            return n == 0 ? Double.NaN : sum / n * 100;
        }

        Estimate estimate(double[] means) {
            if (count == 0) {
                return Estimate.NONE;
            }
            double value = total / count * 100;
            double[] drawn = Arrays.stream(means)
                    .filter(mean -> !Double.isNaN(mean))
                    .sorted()
                    .toArray();
            return clusters < 2 || drawn.length == 0
                    ? new Estimate(value, Double.NaN, Double.NaN, count)
                    : new Estimate(value, quantile(drawn, TAIL), quantile(drawn, 1 - TAIL), count);
        }
    }

    /** Linear between the neighbours, as numpy does. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        double low = sorted[below];
        return low + (at - below) * (sorted[Math.min(below + 1, sorted.length - 1)] - low);
    }
}

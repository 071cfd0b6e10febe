package org.llavamed.eval.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.llavamed.eval.score.Estimate;

/**
 * 95 % percentile intervals by resampling figures: the questions about one figure are not independent. All that is estimated
 * is made of four sums over questions, so that a ratio of means is resampled as a whole.
 */
final class FigureBootstrap {
    private final int resamples;
    private final long seed;

    FigureBootstrap(int resamples, long seed) {
        this.resamples = resamples;
        this.seed = seed;
    }

    /** Sums over questions. */
    record Sums(int count, double reference, double model, double ratio, double bias) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0);

        static Sums of(JudgedQuestion question) {
            double reference = question.reference();
            double model = question.model();
            return new Sums(1, reference, model, model / reference, question.placeBias());
        }

        Sums plus(Sums other) {
            return new Sums(
                    count + other.count,
                    reference + other.reference,
                    model + other.model,
                    ratio + other.ratio,
                    bias + other.bias);
        }
    }

    /** An estimate of each statistic, all from the same resamples. */
    List<Estimate> of(List<JudgedQuestion> questions, List<ToDoubleFunction<Sums>> statistics) {
        Map<String, Sums> byFigure = new LinkedHashMap<>();
        Sums all = Sums.NONE;
        for (JudgedQuestion question : questions) {
            Sums sums = Sums.of(question);
            byFigure.merge(question.first().figure(), sums, Sums::plus);
            all = all.plus(sums);
        }
        List<Sums> figures = new ArrayList<>(byFigure.values());
        double[][] drawn = new double[statistics.size()][figures.size() < 2 ? 0 : resamples];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < drawn[0].length; i++) {
            Sums sums = Sums.NONE;
            for (int k = 0; k < figures.size(); k++) {
                sums = sums.plus(figures.get(random.nextInt(figures.size())));
            }
            for (int s = 0; s < drawn.length; s++) {
                drawn[s][i] = statistics.get(s).applyAsDouble(sums);
            }
        }
        List<Estimate> estimates = new ArrayList<>();
        for (int s = 0; s < drawn.length; s++) {
            double[] sorted = drawn[s];
            Arrays.sort(sorted);
            estimates.add(
                    all.count() == 0
                            ? Estimate.NONE
                            : new Estimate(
                                    statistics.get(s).applyAsDouble(all),
                                    quantile(sorted, 0.025),
                                    quantile(sorted, 0.975),
                                    all.count()));
        }
        return estimates;
    }

    /** Linear between neighbours; NaN if there is nothing to resample. */
    private static double quantile(double[] sorted, double part) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double at = part * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}

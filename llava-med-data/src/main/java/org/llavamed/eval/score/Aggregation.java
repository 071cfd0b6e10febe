package org.llavamed.eval.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;

/**
 * Answers scored one by one, from which the scores of all and of any part of them are made. Immutable.
 *
 * <p>A metric's value is the sum of its items' values from first to last, divided by their number, times 100.
 */
public final class Aggregation {
    private static final double TAIL = 0.025;

    private final ItemScorer scorer;
    private final List<AnsweredItem> items;
    private final List<Map<String, Double>> scored;

    /**
     * Scores answers.
     *
     * @param scorer how
     * @param items the answers
     */
    public Aggregation(ItemScorer scorer, List<AnsweredItem> items) {
        this.scorer = scorer;
        this.items = List.copyOf(items);
        this.scored = this.items.stream().map(scorer::score).toList();
    }

    /**
     * The score of an answer.
     *
     * @param index its place
     * @param metric key of a metric
     * @return 0 to 1, NaN if it does not apply
     */
    public double score(int index, String metric) {
        Double score = scored.get(index).get(metric);
        return score == null ? Double.NaN : score;
    }

    /**
     * The scores of all answers.
     *
     * @param bootstrap how intervals are made; null for none
     * @return the scores
     */
    public Scores scores(@Nullable Bootstrap bootstrap) {
        int[] all = new int[items.size()];
        Arrays.setAll(all, i -> i);
        return scores(all, bootstrap);
    }

    /**
     * The scores of some answers.
     *
     * @param chosen their places
     * @param bootstrap how intervals are made; null for none
     * @return the scores
     */
    public Scores scores(int[] chosen, @Nullable Bootstrap bootstrap) {
        List<String> keys = scorer.metrics();
        List<double[]> series = keys.stream()
                .map(key ->
                        Arrays.stream(chosen).mapToDouble(i -> score(i, key)).toArray())
                .toList();
        List<String> clusters = Arrays.stream(chosen)
                .mapToObj(i -> items.get(i).item().cluster())
                .toList();
        List<Estimate> estimates = bootstrap == null ? plain(series) : bootstrap.means(series, clusters);
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        for (int i = 0; i < estimates.size(); i++) {
            metrics.put(keys.get(i), atTheEdge(estimates.get(i), series.get(i), clusters));
        }
        int open = (int) Arrays.stream(chosen)
                .filter(i -> items.get(i).item().type() == AnswerType.OPEN)
                .count();
        return new Scores(scorer.mode(), metrics, open, chosen.length - open);
    }

    private static List<Estimate> plain(List<double[]> series) {
        List<Estimate> estimates = new ArrayList<>();
        for (double[] values : series) {
            double sum = 0;
            int count = 0;
            for (double value : values) {
                if (!Double.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
            estimates.add(count == 0 ? Estimate.NONE : new Estimate(sum / count * 100, Double.NaN, Double.NaN, count));
        }
        return estimates;
    }

    /**
     * Mends an interval at the edge: where all are right or all are wrong, resamples do not differ; the exact interval (Clopper and
     * Pearson) over clusters does.
     *
     * @param estimate the mean of the values in percent
     * @param values numbers from 0 to 1, NaN where there is none
     * @param clusters what each value belongs to
     * @return the estimate with that interval if all values are 0 or all are 1, else as it is
     */
    public static Estimate atTheEdge(Estimate estimate, double[] values, List<String> clusters) {
        boolean none = Arrays.stream(values).allMatch(value -> Double.isNaN(value) || value == 0);
        boolean all = Arrays.stream(values).allMatch(value -> Double.isNaN(value) || value == 1);
        if (!estimate.hasInterval() || !(none || all)) {
            return estimate;
        }
        long independent = IntStream.range(0, values.length)
                .filter(i -> !Double.isNaN(values[i]))
                .mapToObj(clusters::get)
                .distinct()
                .count();
        double width = 100 * (1 - Math.pow(TAIL, 1.0 / independent));
        return none
                ? new Estimate(estimate.value(), 0, width, estimate.count())
                : new Estimate(estimate.value(), 100 - width, 100, estimate.count());
    }

    /**
     * The same for differences of two scores of a question. If all are the same, resamples are too; then the interval is as wide as
     * if every cluster that the share of others may have (as in {@link #atTheEdge}) differed by as much as it can.
     *
     * @param estimate the mean of the differences in points of percent
     * @param differences numbers from -1 to 1, NaN where there is none
     * @param clusters what each belongs to
     * @return the estimate with that interval if all differences are the same, else as it is
     */
    public static Estimate differenceAtTheEdge(Estimate estimate, double[] differences, List<String> clusters) {
        double[] known = Arrays.stream(differences)
                .filter(one -> !Double.isNaN(one))
                .distinct()
                .toArray();
        if (!estimate.hasInterval() || known.length != 1) {
            return estimate;
        }
        double[] none = Arrays.stream(differences).map(one -> one - known[0]).toArray();
        double others = atTheEdge(estimate, none, clusters).high();
        return new Estimate(
                estimate.value(),
                estimate.value() - others * (known[0] + 1),
                estimate.value() + others * (1 - known[0]),
                estimate.count());
    }
}

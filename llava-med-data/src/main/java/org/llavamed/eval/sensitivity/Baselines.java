package org.llavamed.eval.sensitivity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.llavamed.eval.score.ItemScorer;
import org.llavamed.eval.score.StrictNormalizer;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Prediction;

/** What constant answers reach, so that a reader sees what needs no image. */
final class Baselines {
    /** The best answer to closed questions is among the most frequent. */
    private static final int TRIED = 50;

    private final ItemScorer scorer;
    private final Intervals intervals;

    Baselines(ItemScorer scorer, Intervals intervals) {
        this.scorer = scorer;
        this.intervals = intervals;
    }

    /** The best answer to closed questions; the most frequent to open ones, over all types and by type. */
    List<Baseline> of(List<AskedQuestion> asked) {
        List<Baseline> baselines = new ArrayList<>();
        List<BenchmarkItem> closed = items(asked, AnswerType.CLOSED);
        if (!closed.isEmpty()) {
            String best = frequent(closed).stream()
                    .limit(TRIED)
                    .max(Comparator.comparingDouble(answer -> total(closed, answer))) // the first of equals
                    .orElseThrow();
            baselines.add(new Baseline(AnswerType.CLOSED, null, best, intervals.share(scores(closed, best))));
        }
        Map<String, List<BenchmarkItem>> types = new LinkedHashMap<>();
        for (BenchmarkItem item : items(asked, AnswerType.OPEN)) {
            String type = type(Objects.requireNonNullElse(item.traits().questionType(), ""));
            types.computeIfAbsent(type, k -> new ArrayList<>()).add(item);
        }
        if (types.isEmpty()) {
            return baselines;
        }
        List<Measured> all = new ArrayList<>();
        List<Baseline> byType = new ArrayList<>();
        types.forEach((type, items) -> {
            String answer = frequent(items).get(0);
            List<Measured> scores = scores(items, answer);
            all.addAll(scores);
            byType.add(new Baseline(AnswerType.OPEN, type.isEmpty() ? "none" : type, answer, intervals.share(scores)));
        });
        boolean single = types.size() == 1;
        baselines.add(
                new Baseline(AnswerType.OPEN, null, single ? byType.get(0).answer() : null, intervals.share(all)));
        if (!single) {
            baselines.addAll(byType);
        }
        return baselines;
    }

    /** Joined types in one order, whatever theirs is. */
    private static String type(String joined) {
        return Stream.of(joined.split(", ")).sorted().collect(Collectors.joining(", "));
    }

    private static List<BenchmarkItem> items(List<AskedQuestion> asked, AnswerType type) {
        return asked.stream()
                .map(AskedQuestion::item)
                .filter(item -> item.type() == type)
                .toList();
    }

    /** The expected answers, the most frequent first; of equally frequent ones that which comes first. */
    private static List<String> frequent(List<BenchmarkItem> items) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        items.forEach(item -> counts.merge(StrictNormalizer.normalize(item.expected()), 1, Integer::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    private double total(List<BenchmarkItem> items, String answer) {
        return scores(items, answer).stream().mapToDouble(Measured::value).sum();
    }

    private List<Measured> scores(List<BenchmarkItem> items, String answer) {
        String metric =
                items.get(0).type() == AnswerType.CLOSED ? SensitivityScoring.CLOSED : SensitivityScoring.RECALL;
        List<Measured> scores = new ArrayList<>();
        for (BenchmarkItem item : items) {
            Prediction constant = new Prediction(item.id(), item.question(), answer, null, item.place());
            Double score = scorer.score(new AnsweredItem(item, constant)).get(metric);
            scores.add(new Measured(item.cluster(), Objects.requireNonNull(score, metric)));
        }
        return scores;
    }
}

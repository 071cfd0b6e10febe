package org.llavamed.eval.vqa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Aggregation;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.McNemar;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.Pairing;

/** Compares two answer files question by question. */
record AnswerComparison(Set<ScoreMode> modes, Bootstrap bootstrap) {
    private static final String CLOSED = "closed_accuracy";
    private static final String RECALL = "recall";

    VqaComparison of(
            Pairing first,
            Pairing second,
            AnswerSet firstFile,
            AnswerSet secondFile,
            Function<List<AnsweredItem>, Map<ScoreMode, Aggregation>> scoring) {
        Map<String, AnsweredItem> others = new HashMap<>();
        second.answered().forEach(one -> others.put(one.item().id().text(), one));
        List<AnsweredItem> left = new ArrayList<>();
        List<AnsweredItem> right = new ArrayList<>();
        for (AnsweredItem one : first.answered()) {
            AnsweredItem other = others.get(one.item().id().text());
            if (other != null) {
                left.add(one);
                right.add(other);
            }
        }
        if (left.isEmpty()) {
            throw new LlavaMedException(
                    firstFile.file() + " and " + secondFile.file() + ": answer no question in common");
        }
        Map<ScoreMode, Aggregation> a = scoring.apply(left);
        Map<ScoreMode, Aggregation> b = scoring.apply(right);
        List<String> clusters = left.stream().map(one -> one.item().cluster()).toList();
        List<VqaComparison.Mode> compared = modes.stream()
                .map(mode -> mode(mode, VqaScoring.aggregation(a, mode), VqaScoring.aggregation(b, mode), clusters))
                .toList();
        int all = first.answered().size() + first.unanswered().size();
        return new VqaComparison(
                firstFile.file().toString(),
                firstFile.modelId(),
                secondFile.file().toString(),
                secondFile.modelId(),
                left.size(),
                all - left.size(),
                compared,
                Stream.concat(
                                PromptNotes.of(left).stream().map(note -> firstFile.file() + ": " + note),
                                PromptNotes.of(right).stream().map(note -> secondFile.file() + ": " + note))
                        .toList());
    }

    private VqaComparison.Mode mode(ScoreMode mode, Aggregation first, Aggregation second, List<String> clusters) {
        double[] a = series(first, CLOSED, clusters.size());
        double[] b = series(second, CLOSED, clusters.size());
        int both = 0;
        int neither = 0;
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i = 0; i < a.length; i++) {
            if (!Double.isNaN(a[i])) {
                both += a[i] == 1 && b[i] == 1 ? 1 : 0;
                neither += a[i] == 0 && b[i] == 0 ? 1 : 0;
                onlyFirst += a[i] > b[i] ? 1 : 0;
                onlySecond += a[i] < b[i] ? 1 : 0;
            }
        }
        Scores firstScores = first.scores(bootstrap);
        Scores secondScores = second.scores(bootstrap);
        return new VqaComparison.Mode(
                mode,
                both + neither + onlyFirst + onlySecond,
                both,
                neither,
                McNemar.of(onlyFirst, onlySecond),
                new VqaComparison.Paired(
                        firstScores.metric(CLOSED), secondScores.metric(CLOSED), difference(a, b, clusters)),
                new VqaComparison.Paired(
                        firstScores.metric(RECALL),
                        secondScores.metric(RECALL),
                        difference(series(first, RECALL, a.length), series(second, RECALL, a.length), clusters)));
    }

    private Estimate difference(double[] first, double[] second, List<String> clusters) {
        double[] difference = new double[first.length];
        Arrays.setAll(difference, i -> second[i] - first[i]);
        return Aggregation.differenceAtTheEdge(bootstrap.mean(difference, clusters), difference, clusters);
    }

    private static double[] series(Aggregation scored, String metric, int count) {
        double[] series = new double[count];
        Arrays.setAll(series, i -> scored.score(i, metric));
        return series;
    }
}

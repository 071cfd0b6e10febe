package org.llavamed.eval.score;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;

/**
 * Scores that can be defended; texts are compared as {@link StrictNormalizer} leaves them.
 *
 * <p>Open questions: {@code exact_match} is 1 if both texts are equal; {@code recall}, {@code precision} and {@code f1} compare the sets of
 * distinct words; {@code open_accuracy} is 1 if the expected answer stands in the answer in whole words and in order. An expected answer
 * without any word (a sign) counts as met by the same text only. Closed questions: {@code closed_accuracy} and {@code closed_undecided}
 * as {@link ClosedVerdict} reads them; what is undecided is wrong.
 */
public final class StrictScorer implements ItemScorer {
    private static final List<String> METRICS =
            List.of("exact_match", "f1", "precision", "recall", "open_accuracy", "closed_accuracy", "closed_undecided");

    /** A scorer. */
    public StrictScorer() {}

    @Override
    public ScoreMode mode() {
        return ScoreMode.STRICT;
    }

    @Override
    public List<String> metrics() {
        return METRICS;
    }

    @Override
    public Map<String, Double> score(AnsweredItem answered) {
        String expected = answered.item().expected();
        String answer = answered.prediction().text();
        if (answered.item().type() == AnswerType.CLOSED) {
            ClosedVerdict verdict = ClosedVerdict.of(answered.item().question(), expected, answer);
            return Map.of(
                    "closed_accuracy",
                    value(verdict.correct()),
                    "closed_undecided",
                    value(verdict.kind() == ClosedVerdict.Kind.UNDECIDED));
        }
        return open(expected, answer);
    }

    private static Map<String, Double> open(String expected, String answer) {
        List<String> wanted = StrictNormalizer.words(expected);
        List<String> said = StrictNormalizer.words(answer);
        boolean equal = wanted.equals(said) && (!wanted.isEmpty() || StrictNormalizer.sameSign(expected, answer));
        Set<String> distinct = new HashSet<>(wanted);
        Set<String> both = new HashSet<>(said);
        int saidDistinct = both.size();
        both.retainAll(distinct);
        double recall = wanted.isEmpty() ? value(equal) : (double) both.size() / distinct.size();
        double precision = said.isEmpty() || wanted.isEmpty() ? value(equal) : (double) both.size() / saidDistinct;
        Map<String, Double> scores = new LinkedHashMap<>();
        scores.put("exact_match", value(equal));
        scores.put("recall", recall);
        scores.put("precision", precision);
        scores.put("f1", recall + precision == 0 ? 0 : 2 * recall * precision / (recall + precision));
        scores.put("open_accuracy", value(equal || Phrase.occurs(wanted, said)));
        return scores;
    }

    private static double value(boolean right) {
        return right ? 1 : 0;
    }
}

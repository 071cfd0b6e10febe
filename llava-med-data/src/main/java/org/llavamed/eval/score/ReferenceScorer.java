package org.llavamed.eval.score;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.Candidates;

/**
 * Scores answers as the published evaluators do, to the digit. Open questions have {@code exact_match} (a precision, in spite of its name),
 * {@code f1}, {@code precision}, {@code recall} (repetition lifts it), {@code bleu} and {@code bleu_1} to {@code bleu_3}, {@code
 * open_accuracy} (the nearest candidate answer is the expected one; only with candidates) and {@code open_accuracy_batch} (the expected text
 * occurs in the answer); closed ones have {@code closed_accuracy} (the letters of yes or no and those of the expected answer occur; the branch for misses, which was missing once, is
 * there) and {@code closed_accuracy_batch} (the expected letters occur). All but BLEU and the closed tests normalise twice, as there.
 *
 * <p>The expected answer itself, given as the answer, scores 100 % of {@code closed_accuracy_batch} and {@code open_accuracy_batch}, and of
 * {@code f1}, {@code precision}, {@code recall} and {@code bleu_1} unless it has no word left when normalised (then 0). It scores less of {@code
 * exact_match} where it repeats a word (distinct words by all words); of {@code bleu}, {@code bleu_2} and {@code bleu_3} where it has fewer
 * than four, two and three words (practically 0); of {@code open_accuracy} where it is no candidate or an earlier candidate
 * is as near (one all of whose words it has); of {@code closed_accuracy} where neither "yes" nor "no" is in it, as in most either-or questions.
 *
 * <p>Source: {@code run_eval.py}, {@code run_eval_batch.py}, {@code eval_metrics/evaluate_metrics.py} of LLaVA-Med. Immutable.
 */
public final class ReferenceScorer implements ItemScorer {
    private static final List<String> METRICS = List.of(
            "exact_match",
            "f1",
            "precision",
            "recall",
            "bleu",
            "bleu_1",
            "bleu_2",
            "bleu_3",
            "open_accuracy",
            "closed_accuracy",
            "open_accuracy_batch",
            "closed_accuracy_batch");

    private final List<Candidate> candidates;

    /** A candidate answer, normalised, and its distinct words. */
    private record Candidate(String text, Set<String> words) {}

    /**
     * Prepares scoring.
     *
     * @param candidates the open answers of the training set, or null to go without {@code open_accuracy}
     */
    public ReferenceScorer(@Nullable Candidates candidates) {
        this.candidates = candidates == null
                ? List.of()
                : candidates.answers().stream()
                        .map(ReferenceNormalizer::normalize) // not in lower case before, unlike the answers
                        .map(text -> new Candidate(text, counts(text).keySet()))
                        .toList();
    }

    @Override
    public ScoreMode mode() {
        return ScoreMode.REFERENCE;
    }

    @Override
    public List<String> metrics() {
        return METRICS;
    }

    @Override
    public Map<String, Double> score(AnsweredItem answered) {
        String expected = ReferenceNormalizer.first(answered.item().expected());
        String answer = ReferenceNormalizer.first(answered.prediction().text());
        Map<String, Double> scores = new LinkedHashMap<>();
        if (answered.item().type() == AnswerType.CLOSED) {
            boolean occurs = answer.contains(expected);
            boolean decided = answer.contains("yes") || answer.contains("no");
            scores.put("closed_accuracy", decided && occurs ? 1.0 : 0.0);
            scores.put("closed_accuracy_batch", occurs ? 1.0 : 0.0);
        } else {
            overlap(scores, expected, answer);
            bleu(scores, expected, answer);
            if (!candidates.isEmpty()) {
                scores.put(
                        "open_accuracy", nearest(answer).equals(ReferenceNormalizer.normalize(expected)) ? 1.0 : 0.0);
            }
            scores.put("open_accuracy_batch", answer.contains(expected) ? 1.0 : 0.0);
        }
        return scores;
    }

    private static void overlap(Map<String, Double> scores, String expected, String answer) {
        Map<String, Integer> wanted = counts(ReferenceNormalizer.normalize(expected));
        Map<String, Integer> given = counts(ReferenceNormalizer.normalize(answer));
        int all = given.values().stream().mapToInt(count -> count).sum();
        int found = 0;
        int hits = 0; // how often the answer says a word that is wanted: more than once counts more than once
        int missed = 0;
        for (Map.Entry<String, Integer> word : wanted.entrySet()) {
            Integer times = given.get(word.getKey());
            found += times == null ? 0 : 1;
            hits += times == null ? 0 : times;
            missed += times == null ? word.getValue() : 0;
        }
        double precision = hits == 0 ? 0 : (double) hits / all;
        double recall = hits == 0 ? 0 : (double) hits / (hits + missed);
        scores.put("exact_match", all == 0 ? 0 : (double) found / all);
        scores.put("f1", hits == 0 ? 0 : 2 * precision * recall / (precision + recall));
        scores.put("precision", precision);
        scores.put("recall", recall);
    }

    private static void bleu(Map<String, Double> scores, String expected, String answer) {
        SentenceBleu bleu = new SentenceBleu(ReferenceNormalizer.words(expected), ReferenceNormalizer.words(answer));
        scores.put("bleu", bleu.cumulative());
        scores.put("bleu_1", bleu.order(1));
        scores.put("bleu_2", bleu.order(2));
        scores.put("bleu_3", bleu.order(3));
    }

    /** The candidate that shares the largest part of its distinct words with the answer; the first of equals. */
    private String nearest(String answer) {
        Set<String> given = counts(ReferenceNormalizer.normalize(answer)).keySet();
        double best = -1;
        String nearest = "";
        for (Candidate candidate : candidates) {
            int shared = 0;
            for (String word : candidate.words) {
                shared += given.contains(word) ? 1 : 0;
            }
            double similarity = candidate.words.isEmpty() ? 0 : (double) shared / candidate.words.size();
            if (similarity > best) {
                best = similarity;
                nearest = candidate.text;
            }
        }
        return nearest;
    }

    private static Map<String, Integer> counts(String text) {
        Map<String, Integer> counts = new HashMap<>();
        for (String word : ReferenceNormalizer.words(ReferenceNormalizer.lower(text))) {
            counts.merge(word, 1, Integer::sum);
        }
        return counts;
    }
}

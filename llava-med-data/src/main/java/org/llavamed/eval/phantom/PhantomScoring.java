package org.llavamed.eval.phantom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.phantom.PhantomQuestion.Topic;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Aggregation;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.ClosedVerdict;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.StrictScorer;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.Pairing;

/** Scores answers about phantoms in strict mode, with what only their truth can tell. Immutable. */
public final class PhantomScoring {
    /** Phantoms that have a combination which training never shows. */
    public static final String NEW_COMBINATION = "never in training";

    /** Phantoms of which training shows all combinations. */
    public static final String KNOWN_COMBINATIONS = "seen in training";

    private static final Set<Topic> DETAILS = Set.of(Topic.SIDE, Topic.SIZE, Topic.COUNT);
    private static final Map<String, Function<PhantomItem, @Nullable String>> GROUPS = groups();

    private final PhantomExam exam;
    private final Bootstrap bootstrap;
    private final StrictScorer scorer = new StrictScorer();

    /**
     * A scoring.
     *
     * @param exam the questions
     * @param bootstrap how intervals are made
     */
    public PhantomScoring(PhantomExam exam, Bootstrap bootstrap) {
        this.exam = exam;
        this.bootstrap = bootstrap;
    }

    private static Map<String, Function<PhantomItem, @Nullable String>> groups() {
        Map<String, Function<PhantomItem, @Nullable String>> groups = new LinkedHashMap<>();
        groups.put("topic", item -> item.item().traits().questionType());
        groups.put(
                "finding",
                item -> item.finding() == null ? null : item.finding().name().toLowerCase(Locale.ROOT));
        groups.put("domain", item -> item.item().traits().modality());
        groups.put("combination", item -> item.truth().heldOut() ? NEW_COMBINATION : KNOWN_COMBINATIONS);
        return groups;
    }

    /** An answered question and its scores; NaN where one does not apply. */
    private record Scored(
            PhantomItem item, double closed, double undecided, double recall, double hallucinated, double missed) {}

    /**
     * Scores answers.
     *
     * @param answers the answers
     * @param partial whether questions may go without an answer; they are left out
     * @return the scores
     * @throws LlavaMedException if an answer belongs to no question, or a question that needs one has none
     */
    public PhantomEvaluation evaluate(AnswerSet answers, boolean partial) {
        Pairing pairing = Pairing.of(exam.truth(), answers, partial);
        Map<String, PhantomItem> items = new HashMap<>();
        exam.items().forEach(item -> items.put(item.item().id().text(), item));
        List<Scored> scored = pairing.answered().stream()
                .map(answered -> score(
                        Objects.requireNonNull(items.get(answered.item().id().text())), answered))
                .toList();
        List<PhantomScores> groups = new ArrayList<>();
        GROUPS.forEach((by, of) -> {
            Map<String, List<Scored>> parts = new TreeMap<>();
            for (Scored one : scored) {
                String value = of.apply(one.item());
                if (value != null) {
                    parts.computeIfAbsent(value, key -> new ArrayList<>()).add(one);
                }
            }
            parts.forEach((value, part) -> groups.add(scores(by, value, part)));
        });
        long details = scored.stream()
                .filter(one -> DETAILS.contains(one.item().topic()))
                .count();
        return new PhantomEvaluation(
                answers.modelId(),
                scores("all", "all", scored),
                groups,
                100.0 * details / scored.size(),
                pairing.unanswered().size());
    }

    private Scored score(PhantomItem item, AnsweredItem answered) {
        Map<String, Double> scores = scorer.score(answered);
        boolean closed = item.item().type() == AnswerType.CLOSED;
        double hallucinated = Double.NaN;
        double missed = Double.NaN;
        if (item.topic() == Topic.PRESENCE) {
            ClosedVerdict.Kind said = ClosedVerdict.yesNo(answered.prediction().text());
            if (ClosedVerdict.expectedYesNo(item.item().expected()) == ClosedVerdict.Kind.NO) {
                hallucinated = said == ClosedVerdict.Kind.YES ? 1 : 0;
            } else {
                missed = said == ClosedVerdict.Kind.NO ? 1 : 0;
            }
        }
        return new Scored(
                item,
                closed ? of(scores, "closed_accuracy") : Double.NaN,
                closed ? of(scores, "closed_undecided") : Double.NaN,
                closed ? Double.NaN : of(scores, "recall"),
                hallucinated,
                missed);
    }

    private static double of(Map<String, Double> scores, String metric) {
        return Objects.requireNonNull(scores.get(metric), metric);
    }

    private PhantomScores scores(String by, String value, List<Scored> part) {
        List<String> images =
                part.stream().map(one -> one.item().item().cluster()).toList();
        return new PhantomScores(
                by,
                value,
                (int) images.stream().distinct().count(),
                part.size(),
                estimate(part.stream().mapToDouble(Scored::closed).toArray(), images),
                estimate(part.stream().mapToDouble(Scored::undecided).toArray(), images),
                estimate(part.stream().mapToDouble(Scored::recall).toArray(), images),
                estimate(part.stream().mapToDouble(Scored::hallucinated).toArray(), images),
                estimate(part.stream().mapToDouble(Scored::missed).toArray(), images));
    }

    private Estimate estimate(double[] values, List<String> images) {
        if (Arrays.stream(values).allMatch(Double::isNaN)) {
            return Estimate.NONE;
        }
        return Aggregation.atTheEdge(bootstrap.mean(values, images), values, images);
    }
}

package org.llavamed.eval.sensitivity;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.ClosedVerdict;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.ItemScorer;
import org.llavamed.eval.score.StrictScorer;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Pairing;
import org.llavamed.eval.truth.Prediction;

/**
 * Compares answers that were given under several conditions. Only questions that are answered under all of them count, so that
 * every column speaks of the same ones. Answers are the same if they have the same words, case and punctuation aside; correctness is strict
 * mode's. Intervals are 95 % bootstrap intervals over patients (or images).
 *
 * <p>Of yes/no questions (closed, expecting yes or no) those without a clear yes or no in the answer are left out of the share of
 * yes and of the hallucination rate, and counted. The hallucination rate is over the probes: the benchmark's own questions that ask whether something
 * is there and expect no, with the answers to the original images, and any others that are given.
 */
public final class SensitivityScoring {
    static final String CLOSED = "closed_accuracy";
    static final String RECALL = "recall";

    private final ItemScorer scorer = new StrictScorer();
    private final Intervals intervals;

    /**
     * Sets the intervals.
     *
     * @param bootstrap how they are made
     */
    public SensitivityScoring(Bootstrap bootstrap) {
        intervals = new Intervals(bootstrap);
    }

    /**
     * Compares.
     *
     * @param name how reports call it
     * @param truth the questions
     * @param answers the answers under each condition, {@link ImageCondition#ORIGINAL} among them; some may be missing
     * @param probes more questions whose right answer is no
     * @param probeAnswers answers to these, or null if there are none
     * @param notes what else is told in the result
     * @return the comparison
     * @throws LlavaMedException if answers belong to no question, or no question is answered under all conditions
     */
    public SensitivityReport score(
            String name,
            GroundTruth truth,
            Map<ImageCondition, AnswerSet> answers,
            List<Probe> probes,
            @Nullable AnswerSet probeAnswers,
            List<String> notes) {
        AnswerSet originals = answers.get(ImageCondition.ORIGINAL);
        if (originals == null) {
            throw new IllegalArgumentException("there are no answers to the original images");
        }
        List<AskedQuestion> asked = pair(truth, answers);
        List<AskedQuestion> yesNo =
                asked.stream().filter(AskedQuestion::isYesNo).toList();
        List<AskedQuestion> own = asked.stream().filter(AskedQuestion::isProbe).toList();
        List<Measured> hallucinated = new ArrayList<>(clear(own, ImageCondition.ORIGINAL));
        int more = addProbes(truth, probes, probeAnswers, hallucinated);
        Estimate expectedYes = share(yesNo, question -> question.expectsYes() ? 1 : 0);
        List<ConditionScores> conditions = new ArrayList<>();
        Map<ImageCondition, Integer> undecided = new EnumMap<>(ImageCondition.class);
        for (ImageCondition condition : answers.keySet().stream().sorted().toList()) {
            conditions.add(scores(asked, yesNo, condition));
            undecided.put(condition, yesNo.size() - clear(yesNo, condition).size());
        }
        int undecidedProbes = own.size() + more - hallucinated.size();
        List<String> all = new ArrayList<>(notes);
        all.addAll(probeNotes(own.size(), more, undecidedProbes));
        SensitivityEvaluation evaluation = new SensitivityEvaluation(
                name,
                originals.modelId(),
                conditions,
                expectedYes,
                intervals.mean(bias(yesNo)),
                intervals.share(hallucinated),
                all);
        return new SensitivityReport(
                evaluation,
                asked.size(),
                yesNo.size(),
                undecided,
                own.size(),
                more,
                undecidedProbes,
                new Baselines(scorer, intervals).of(asked));
    }

    private static List<AskedQuestion> pair(GroundTruth truth, Map<ImageCondition, AnswerSet> answers) {
        Map<String, AskedQuestion> questions = new LinkedHashMap<>();
        truth.items().forEach(item -> questions.put(item.id().text(), new AskedQuestion(item)));
        answers.forEach((condition, set) -> Pairing.of(truth, set, true)
                .answered()
                .forEach(answered -> Objects.requireNonNull(
                                questions.get(answered.item().id().text()))
                        .put(condition, answered.prediction())));
        List<AskedQuestion> asked = questions.values().stream()
                .filter(question -> question.conditions() == answers.size())
                .toList();
        if (asked.isEmpty()) {
            throw new LlavaMedException(truth.file() + ": no question is answered under all conditions");
        }
        return asked;
    }

    private ConditionScores scores(List<AskedQuestion> asked, List<AskedQuestion> yesNo, ImageCondition condition) {
        boolean original = condition == ImageCondition.ORIGINAL;
        List<AskedQuestion> closed = of(asked, AnswerType.CLOSED);
        List<AskedQuestion> open = of(asked, AnswerType.OPEN);
        return new ConditionScores(
                condition,
                original ? Estimate.NONE : share(asked, question -> question.changed(condition) ? 1 : 0),
                share(closed, question -> score(question, condition, CLOSED)),
                share(open, question -> score(question, condition, RECALL)),
                original ? Estimate.NONE : lost(closed, condition, CLOSED),
                original ? Estimate.NONE : lost(open, condition, RECALL),
                intervals.share(clear(yesNo, condition)));
    }

    /** The mean of the differences, question by question: the interval is that of pairs. */
    private Estimate lost(List<AskedQuestion> questions, ImageCondition condition, String metric) {
        return intervals.difference(measured(
                questions,
                question -> score(question, ImageCondition.ORIGINAL, metric) - score(question, condition, metric)));
    }

    private double score(AskedQuestion question, ImageCondition condition, String metric) {
        Double score = scorer.score(new AnsweredItem(question.item(), question.answer(condition)))
                .get(metric);
        return Objects.requireNonNull(score, metric);
    }

    private static List<AskedQuestion> of(List<AskedQuestion> asked, AnswerType type) {
        return asked.stream().filter(question -> question.item().type() == type).toList();
    }

    private Estimate share(List<AskedQuestion> questions, ToDoubleFunction<AskedQuestion> value) {
        return intervals.share(measured(questions, value));
    }

    private static List<Measured> measured(List<AskedQuestion> questions, ToDoubleFunction<AskedQuestion> value) {
        return questions.stream()
                .map(question -> new Measured(question.item().cluster(), value.applyAsDouble(question)))
                .toList();
    }

    /** 1 for yes and 0 for no, without those that say neither clearly. */
    private static List<Measured> clear(List<AskedQuestion> questions, ImageCondition condition) {
        return questions.stream()
                .filter(question -> question.said(condition) != ClosedVerdict.Kind.UNDECIDED)
                .map(question -> new Measured(
                        question.item().cluster(), question.said(condition) == ClosedVerdict.Kind.YES ? 1 : 0))
                .toList();
    }

    /**
     * Numbers whose mean is the share of yes among the clear answers less the expected share among all yes/no questions. The two
     * shares have different denominators; each number is its question's part in the difference to first order, so that resampling them
     * varies both. If all answers are clear it is simply said less expected.
     */
    private static List<Measured> bias(List<AskedQuestion> yesNo) {
        List<Measured> clear = clear(yesNo, ImageCondition.ORIGINAL);
        if (clear.isEmpty()) {
            return List.of();
        }
        double said = clear.stream().mapToDouble(Measured::value).sum() / clear.size();
        double expected =
                (double) yesNo.stream().filter(AskedQuestion::expectsYes).count() / yesNo.size();
        double weight = (double) yesNo.size() / clear.size();
        List<Measured> parts = new ArrayList<>();
        for (AskedQuestion question : yesNo) {
            double answer =
                    switch (question.said(ImageCondition.ORIGINAL)) {
                        case YES -> weight * (1 - said);
                        case NO -> -weight * said;
                        default -> 0;
                    };
            double wanted = (question.expectsYes() ? 1 : 0) - expected;
            parts.add(new Measured(question.item().cluster(), said - expected + answer - wanted));
        }
        return parts;
    }

    /** Adds the clear answers to probes and counts those that were answered. */
    private static int addProbes(
            GroundTruth truth, List<Probe> probes, @Nullable AnswerSet answers, List<Measured> hallucinated) {
        if (answers == null) {
            return 0;
        }
        Map<String, String> clusters = new HashMap<>();
        truth.items().forEach(item -> clusters.put(Objects.requireNonNullElse(item.image(), ""), item.cluster()));
        Map<String, Prediction> byId = new HashMap<>();
        answers.predictions().forEach(answer -> byId.put(answer.id().text(), answer));
        int answered = 0;
        for (Probe probe : probes) {
            Prediction answer = byId.get(probe.id().text());
            if (answer == null) {
                continue;
            }
            answered++;
            ClosedVerdict.Kind said = ClosedVerdict.yesNo(answer.text());
            if (said != ClosedVerdict.Kind.UNDECIDED) {
                hallucinated.add(new Measured(
                        clusters.getOrDefault(probe.image(), probe.image()), said == ClosedVerdict.Kind.YES ? 1 : 0));
            }
        }
        return answered;
    }

    private static List<String> probeNotes(int own, int more, int undecided) {
        if (own + more == 0) {
            return List.of(
                    "no question asks for a finding that is known to be absent, so there is no hallucination rate");
        }
        String note =
                "the hallucination rate is over " + own + " closed questions that ask whether something is there and"
                        + " expect no" + (more == 0 ? "" : ", and " + more + " probes");
        return List.of(
                undecided == 0
                        ? note
                        : note + "; " + undecided + " answers say neither yes nor no clearly and are left out");
    }
}

package org.llavamed.eval.sensitivity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

class SensitivityScoringTest {
    private static GroundTruth truth(BenchmarkItem... items) {
        return new GroundTruth(Path.of("truth.json"), "0", List.of(items), List.of());
    }

    private static BenchmarkItem closed(int id, String question, String expected) {
        return Asked.item(id, id + ".png", question, expected, AnswerType.CLOSED);
    }

    private static BenchmarkItem open(int id, String type, String expected) {
        return new BenchmarkItem(
                QuestionId.of(id),
                id + ".png",
                "What?",
                expected,
                AnswerType.OPEN,
                new Traits(type, null, null, null, null),
                "t:" + id);
    }

    /** Answers to questions 1, 2, ...; null for none. */
    private static AnswerSet answers(String... texts) {
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            if (!texts[i].equals("-")) {
                predictions.add(new Prediction(QuestionId.of(i + 1), "", texts[i], "m", "answers:" + (i + 1)));
            }
        }
        return new AnswerSet(Path.of("answers.jsonl"), predictions);
    }

    private static SensitivityReport score(GroundTruth truth, AnswerSet original, AnswerSet none) {
        return score(truth, Map.of(ImageCondition.ORIGINAL, original, ImageCondition.NONE, none), List.of(), null);
    }

    private static SensitivityReport score(
            GroundTruth truth,
            Map<ImageCondition, AnswerSet> answers,
            List<Probe> probes,
            @Nullable AnswerSet probeAnswers) {
        return new SensitivityScoring(new Bootstrap(200, 3))
                .score("n", truth, new EnumMap<>(answers), probes, probeAnswers, List.of());
    }

    @Test
    void valuesByHand() {
        GroundTruth truth = truth(
                closed(1, "Is there gas?", "no"),
                closed(2, "Is there gas?", "yes"),
                closed(3, "Is it left or right?", "left"),
                open(4, "POS", "left upper lobe"),
                closed(5, "Is it normal?", "no"),
                closed(6, "Is a stone seen?", "No"));
        SensitivityReport report = score(
                truth,
                answers("Yes", "yes.", "left", "the left lobe", "It is hard to say", "No"),
                answers("yes", "No", "right", "Left lobe!", "it is hard to say.", "Yes"));
        SensitivityEvaluation evaluation = report.evaluation();
        ConditionScores original = evaluation.conditions().get(0);
        ConditionScores none = evaluation.conditions().get(1);
        assertEquals(100 * 3 / 6.0, none.changed().value(), 1e-9, "case, articles and points are no change");
        assertEquals(100 * 3 / 5.0, original.closedAccuracy().value(), 1e-9);
        assertEquals(0, none.closedAccuracy().value(), 1e-9);
        assertEquals(100 * 3 / 5.0, none.closedDrop().value(), 1e-9);
        assertEquals(100 * 2 / 3.0, original.openRecall().value(), 1e-9);
        assertEquals(0, none.openDrop().value(), 1e-9);
        assertEquals(100 * 2 / 3.0, original.yesRate().value(), 1e-9);
        assertEquals(3, original.yesRate().count(), "without the unclear one");
        assertEquals(25, evaluation.expectedYesRate().value(), 1e-9);
        assertEquals(100 * (2 / 3.0 - 1 / 4.0), evaluation.yesBias().value(), 1e-9);
        assertEquals(50, evaluation.hallucinationRate().value(), 1e-9);
        assertEquals(2, evaluation.hallucinationRate().count());
        assertEquals(4, report.yesNoQuestions());
        assertEquals(1, report.undecided().get(ImageCondition.NONE));
        assertEquals(2, report.ownProbes());
    }

    @Test
    void probesCountWithTheBenchmarksOwn() {
        GroundTruth truth = truth(closed(1, "Is there gas?", "no"), closed(2, "Is there gas?", "yes"));
        List<Probe> probes = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            probes.add(new Probe(QuestionId.of(i), "1.png", Probe.ask("x"), "p:" + i));
        }
        SensitivityReport report = score(
                truth, Map.of(ImageCondition.ORIGINAL, answers("no", "yes")), probes, answers("yes", "no", "perhaps"));
        assertEquals(3, report.moreProbes(), "the fourth was not asked");
        assertEquals(1, report.undecidedProbes());
        assertEquals(100 / 3.0, report.evaluation().hallucinationRate().value(), 1e-9);
        assertFalse(report.evaluation().hallucinationRate().hasInterval(), "all of one image");
    }

    @Test
    void onlyQuestionsAnsweredUnderAllConditionsCount() {
        GroundTruth truth = truth(closed(1, "Is there gas?", "no"), closed(2, "Is there gas?", "yes"));
        assertEquals(1, score(truth, answers("no", "yes"), answers("no")).questions());
        assertThrows(LlavaMedException.class, () -> score(truth, answers("no"), answers("-", "yes")));
        assertThrows(LlavaMedException.class, () -> score(truth, answers("no", "no", "no"), answers("no")));
        assertThrows(
                IllegalArgumentException.class,
                () -> score(truth, Map.of(ImageCondition.NONE, answers("no")), List.of(), null));
    }

    @Test
    void nothingLostInAFewQuestionsIsNoCertainty() {
        BenchmarkItem[] items = new BenchmarkItem[5];
        String[] texts = new String[5];
        for (int i = 0; i < 5; i++) {
            items[i] = closed(i + 1, "Is there gas?", "no");
            texts[i] = "no";
        }
        Estimate lost = score(truth(items), answers(texts), answers(texts))
                .evaluation()
                .conditions()
                .get(1)
                .closedDrop();
        double others = 100 * (1 - Math.pow(0.025, 1 / 5.0)); // 52 %: the exact bound for 0 of 5
        assertEquals(0, lost.value());
        assertEquals(-others, lost.low(), 1e-9);
        assertEquals(others, lost.high(), 1e-9);
        String[] wrong = {"yes", "yes", "yes", "yes", "yes"};
        Estimate all = score(truth(items), answers(texts), answers(wrong))
                .evaluation()
                .conditions()
                .get(1)
                .closedDrop();
        assertEquals(100, all.high(), 1e-9);
        assertEquals(100 - 2 * others, all.low(), 1e-9);
    }

    @Test
    void constantAnswers() {
        GroundTruth truth = truth(
                closed(1, "Is it?", "no"),
                closed(2, "Is it?", "No"),
                closed(3, "Is it left or right?", "left"),
                open(4, "POS", "left"),
                open(5, "POS", "left lung"),
                open(6, "POS", "Left"),
                open(7, "SIZE", "5 cm"));
        AnswerSet all = answers("", "", "", "", "", "", "");
        List<Baseline> baselines = score(truth, all, all).baselines();
        assertEquals(4, baselines.size());
        assertEquals("no", baselines.get(0).answer());
        assertEquals(100 * 2 / 3.0, baselines.get(0).score().value(), 1e-9);
        assertEquals(100 * 3.5 / 4, baselines.get(1).score().value(), 1e-9);
        assertEquals("left", baselines.get(2).answer());
        assertEquals(100 * 2.5 / 3, baselines.get(2).score().value(), 1e-9);
        assertEquals("SIZE", baselines.get(3).questionType());
    }

    @Test
    void aPerfectModelThatNeedsTheImage() {
        GroundTruth truth = truth(
                closed(1, "Is there gas?", "no"),
                closed(2, "Is there gas?", "yes"),
                closed(3, "Is it left or right?", "left"),
                open(4, "POS", "left upper lobe"));
        SensitivityEvaluation evaluation = score(
                        truth, answers("no", "yes", "left", "left upper lobe"), answers("", "", "", ""))
                .evaluation();
        ConditionScores original = evaluation.conditions().get(0);
        ConditionScores none = evaluation.conditions().get(1);
        assertEquals(100, original.closedAccuracy().value());
        assertEquals(100, original.openRecall().value());
        assertEquals(100, none.changed().value());
        assertEquals(100, none.closedDrop().value());
        assertEquals(100, none.openDrop().value());
        assertFalse(none.yesRate().known());
        assertEquals(0, evaluation.yesBias().value(), 1e-9);
        assertEquals(0, evaluation.hallucinationRate().value());
    }

    @Test
    void exchangingTheConditionsTurnsTheDropsRound() {
        String[] said = {"yes", "No.", "maybe", "", "left", "left lobe", "yes and no"};
        Random random = new Random(10);
        for (int round = 0; round < 40; round++) {
            int count = 1 + random.nextInt(10);
            BenchmarkItem[] items = new BenchmarkItem[count];
            String[] first = new String[count];
            String[] second = new String[count];
            for (int i = 0; i < count; i++) {
                items[i] = random.nextInt(3) == 0
                        ? open(i + 1, "A", "left lobe")
                        : closed(i + 1, "Is there gas?", random.nextBoolean() ? "yes" : "no");
                first[i] = said[random.nextInt(said.length)];
                second[i] = said[random.nextInt(said.length)];
            }
            ConditionScores there = score(truth(items), answers(first), answers(second))
                    .evaluation()
                    .conditions()
                    .get(1);
            ConditionScores back = score(truth(items), answers(second), answers(first))
                    .evaluation()
                    .conditions()
                    .get(1);
            assertEquals(there.changed(), back.changed());
            turned(there.closedDrop(), back.closedDrop());
            turned(there.openDrop(), back.openDrop());
        }
    }

    private static void turned(Estimate there, Estimate back) {
        assertEquals(there.value(), -back.value(), 1e-9);
        assertEquals(there.low(), -back.high(), 1e-9);
        assertEquals(there.high(), -back.low(), 1e-9);
    }

    @Test
    void holdsItsBoundsWhateverIsAnswered() {
        String[] said = {"yes", "No.", "maybe", "", "left", "\ud83d\ude00", "yes and no", "5 cm", "\u662f"};
        Random random = new Random(9);
        for (int round = 0; round < 60; round++) {
            int count = 1 + random.nextInt(12);
            List<BenchmarkItem> items = new ArrayList<>();
            String[] first = new String[count];
            String[] second = new String[count];
            for (int i = 0; i < count; i++) {
                items.add(
                        random.nextInt(3) == 0
                                ? open(i + 1, random.nextBoolean() ? "A" : "B", said[random.nextInt(said.length)])
                                : closed(i + 1, "Is there gas?", random.nextBoolean() ? "yes" : "no"));
                first[i] = said[random.nextInt(said.length)];
                second[i] = said[random.nextInt(said.length)];
            }
            GroundTruth truth = truth(items.toArray(BenchmarkItem[]::new));
            SensitivityReport report = score(truth, answers(first), answers(second));
            JsonNode json = SensitivityJson.toJson(report);
            assertFalse(json.toString().contains("NaN"));
            for (ConditionScores scores : report.evaluation().conditions()) {
                for (Estimate share :
                        List.of(scores.changed(), scores.closedAccuracy(), scores.openRecall(), scores.yesRate())) {
                    within(share, 0);
                }
                within(scores.closedDrop(), -100);
                within(scores.openDrop(), -100);
            }
            within(report.evaluation().hallucinationRate(), 0);
            Estimate original = report.evaluation().conditions().get(0).yesRate();
            if (original.known()) {
                assertEquals(
                        original.value() - report.evaluation().expectedYesRate().value(),
                        report.evaluation().yesBias().value(),
                        1e-9);
            }
            Collections.shuffle(items, random);
            SensitivityReport shuffled =
                    score(truth(items.toArray(BenchmarkItem[]::new)), answers(first), answers(second));
            for (int i = 0; i < 2; i++) {
                ConditionScores one = report.evaluation().conditions().get(i);
                ConditionScores other = shuffled.evaluation().conditions().get(i);
                assertEquals(one.changed().value(), other.changed().value(), 1e-9);
                assertEquals(one.closedDrop().value(), other.closedDrop().value(), 1e-9);
                assertEquals(one.openRecall().value(), other.openRecall().value(), 1e-9);
            }
            SensitivityReport same = score(truth, answers(first), answers(first));
            assertEquals(0, same.evaluation().conditions().get(1).changed().value());
        }
    }

    private static void within(Estimate estimate, double least) {
        if (estimate.known()) {
            assertTrue(estimate.value() >= least && estimate.value() <= 100, estimate.toString());
        }
        if (estimate.hasInterval()) {
            assertTrue(
                    estimate.low() <= estimate.value() + 1e-9 && estimate.value() <= estimate.high() + 1e-9,
                    estimate.toString());
        }
    }
}

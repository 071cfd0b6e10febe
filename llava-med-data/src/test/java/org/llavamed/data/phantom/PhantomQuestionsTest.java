package org.llavamed.data.phantom;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.llavamed.data.phantom.PhantomQuestion.Topic;

/** Who does not look cannot answer. */
class PhantomQuestionsTest {
    private static final int PLANS = 12_000;

    @Test
    void majorityAnswerOfEachWordingIsSeldomRight() {
        for (Split split : Split.values()) {
            Map<Boolean, Map<String, Map<String, Integer>>> answers = new HashMap<>();
            Map<Topic, Integer> topics = new EnumMap<>(Topic.class);
            for (int i = 0; i < PLANS; i++) {
                for (PhantomQuestion question : PhantomQuestions.of(PhantomPlan.of(split.seed(31, i)))) {
                    answers.computeIfAbsent(question.closed(), key -> new HashMap<>())
                            .computeIfAbsent(question.text(), key -> new HashMap<>())
                            .merge(question.answer(), 1, Integer::sum);
                    topics.merge(question.topic(), 1, Integer::sum);
                }
            }
            double closed = majority(requireNonNull(answers.get(true)));
            double open = majority(requireNonNull(answers.get(false)));
            int all = topics.values().stream().mapToInt(n -> n).sum();
            double third = (double) (topics.getOrDefault(Topic.SIDE, 0)
                            + topics.getOrDefault(Topic.SIZE, 0)
                            + topics.getOrDefault(Topic.COUNT, 0))
                    / all;
            String measured = split + ": majority answer right: closed " + closed + ", open " + open
                    + "; side, size and count " + third + " of " + all + " questions";
            assertTrue(closed < 0.6, measured);
            assertTrue(open < 0.35, measured);
            assertTrue(third > 1.0 / 3, measured);
            requireNonNull(answers.get(true)).forEach((text, counts) -> {
                int sum = counts.values().stream().mapToInt(n -> n).sum();
                if (sum > 400) {
                    assertTrue((double) Collections.max(counts.values()) / sum < 0.62, split + " " + text);
                }
            });
        }
    }

    private static double majority(Map<String, Map<String, Integer>> wordings) {
        long right = 0;
        long all = 0;
        for (Map<String, Integer> counts : wordings.values()) {
            right += Collections.max(counts.values());
            all += counts.values().stream().mapToInt(n -> n).sum();
        }
        return (double) right / all;
    }

    @Test
    void answersAreTheTruth() {
        Set<Topic> seen = EnumSet.noneOf(Topic.class);
        for (int i = 0; i < 2000; i++) {
            PhantomPlan plan = PhantomPlan.of(Split.TEST.seed(32, i));
            for (PhantomQuestion question : PhantomQuestions.of(plan)) {
                seen.add(question.topic());
                Finding finding = question.finding() == null ? null : plan.find(question.finding());
                boolean yesNo =
                        question.answer().equals("yes") || question.answer().equals("no");
                switch (question.topic()) {
                    case PRESENCE -> assertEquals(requireNonNull(finding).present() ? "yes" : "no", question.answer());
                    case SIDE ->
                        check(
                                question,
                                yesNo,
                                requireNonNull(requireNonNull(finding).side()).word());
                    case SIZE ->
                        check(
                                question,
                                yesNo,
                                requireNonNull(requireNonNull(finding).size()).word());
                    case COLOUR ->
                        assertEquals(
                                requireNonNull(requireNonNull(finding).colour()).word(), question.answer());
                    case COUNT -> {
                        if (yesNo || !question.closed()) {
                            check(
                                    question,
                                    yesNo,
                                    Wording.number(requireNonNull(finding).count()));
                        } else {
                            assertEquals(requireNonNull(finding).count() == 1 ? "one" : "several", question.answer());
                        }
                    }
                    case NAME -> assertEquals(1, plan.present().size());
                    case MODALITY -> check(question, yesNo, PhantomText.modality(plan.domain()));
                    case ORGAN -> assertEquals(plan.organ().word(), question.answer());
                    case VIEW -> assertEquals(plan.view().word(), question.answer());
                    case TECHNIQUE -> assertEquals(plan.technique().word(), question.answer());
                }
            }
        }
        assertEquals(Topic.values().length, seen.size());
    }

    private static void check(PhantomQuestion question, boolean yesNo, String truth) {
        if (yesNo) {
            boolean named = question.text().contains(" " + truth + " ")
                    || question.text().contains(" " + truth + "?");
            assertEquals(named ? "yes" : "no", question.answer(), question.text() + " " + truth);
        } else {
            assertEquals(truth, question.answer());
        }
    }
}

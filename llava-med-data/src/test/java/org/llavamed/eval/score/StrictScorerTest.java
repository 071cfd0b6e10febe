package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

class StrictScorerTest {
    private static final List<String> OPEN = List.of("exact_match", "f1", "precision", "recall", "open_accuracy");
    private static final String[] WORDS = {
        "right",
        "Left",
        "lobe.",
        "upper",
        "the",
        "two",
        "2",
        "T1-weighted",
        "yes",
        "no",
        "",
        "🙂",
        "肺",
        "،",
        "رئة",
        "1,000",
    };

    private static AnsweredItem item(AnswerType type, String question, String expected, String answer) {
        QuestionId id = QuestionId.of(1);
        return new AnsweredItem(
                new BenchmarkItem(id, null, question, expected, type, Traits.NONE, "truth: record 1"),
                new Prediction(id, "", answer, null, "answers:1"));
    }

    private static Map<String, Double> open(String expected, String answer) {
        return new StrictScorer().score(item(AnswerType.OPEN, "What is it?", expected, answer));
    }

    private static double value(Map<String, Double> scores, String key) {
        return Objects.requireNonNull(scores.get(key));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // expected | answer | exact | precision | recall | open accuracy
                "right upper lobe|right right right lung|0|0.5|0.3333333333333333|0",
                "right upper lobe|The right, upper lobe.|1|1|1|1",
                "right upper lobe|It is in the right upper lobe of the lung: right|0|0.375|1|1",
                "right upper lobe|upper right lobe|0|1|1|0",
                "two|2|1|1|1|1",
                "lung|lungs|0|0|0|0",
                "?|?|1|1|1|1",
                "?|!|0|0|0|0",
                "''|''|0|0|0|0",
                "lung|''|0|0|0|0",
                "A|a|1|1|1|1",
                "肺|右肺|0|0.5|1|1",
            })
    void openAnswersByHand(
            String expected, String answer, double exact, double precision, double recall, double accuracy) {
        Map<String, Double> scores = open(expected, answer);
        assertEquals(exact, value(scores, "exact_match"));
        assertEquals(precision, value(scores, "precision"));
        assertEquals(recall, value(scores, "recall"));
        assertEquals(accuracy, value(scores, "open_accuracy"));
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        assertEquals(f1, value(scores, "f1"), 1e-12);
        assertEquals(OPEN.size(), scores.size());
    }

    @Test
    void everyMetricKeepsItsProperties() {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            String one = text(random);
            String two = text(random);
            Map<String, Double> scores = open(one, two);
            Map<String, Double> swapped = open(two, one);
            scores.values().forEach(value -> assertTrue(value >= 0 && value <= 1));
            if (!StrictNormalizer.words(one).isEmpty()
                    && !StrictNormalizer.words(two).isEmpty()) {
                assertEquals(value(scores, "recall"), value(swapped, "precision"), () -> one + " / " + two);
                assertEquals(value(scores, "f1"), value(swapped, "f1"), 1e-12);
            }
            assertEquals(value(scores, "exact_match"), value(swapped, "exact_match"));
            assertTrue(value(scores, "exact_match") <= value(scores, "open_accuracy"));
            assertTrue(value(scores, "open_accuracy") <= value(scores, "recall"));
            if (!one.isBlank()) {
                open(one, one).forEach((key, value) -> assertEquals(1, value, () -> key + " of " + one));
                open(one, "").forEach((key, value) -> assertEquals(0, value, () -> key + " of " + one));
            }
            String repeated = two + " " + two + " " + two;
            assertEquals(
                    value(scores, "recall"), value(open(one, repeated), "recall"), 1e-12); // repetition gains nothing
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int k = random.nextInt(5); k >= 0; k--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }

    @Test
    void closedAnswersAreRightWrongOrUndecided() {
        StrictScorer scorer = new StrictScorer();
        assertEquals(
                Map.of("closed_accuracy", 0.0, "closed_undecided", 1.0),
                scorer.score(item(AnswerType.CLOSED, "Is it?", "no", "It is normal")));
        assertEquals(
                Map.of("closed_accuracy", 1.0, "closed_undecided", 0.0),
                scorer.score(item(AnswerType.CLOSED, "Is it?", "no", "No.")));
    }

    @Test
    void hugeAnswersAreScored() {
        String huge = "left or right, yes and no, 肺 ".repeat(40_000); // more than 1 MB
        assertTimeout(Duration.ofSeconds(10), () -> {
            assertTrue(value(open("right, yes", huge), "open_accuracy") == 1);
            StrictScorer scorer = new StrictScorer();
            scorer.score(item(AnswerType.CLOSED, "Left or right?", "left", huge));
            scorer.score(item(AnswerType.CLOSED, huge, "left", huge));
            scorer.score(item(AnswerType.CLOSED, "Is it?", "yes", huge));
        });
    }

    @Test
    void theOrderOfQuestionsDoesNotMatter() {
        Random random = new Random(3);
        List<AnsweredItem> items = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            AnswerType type = i % 3 == 0 ? AnswerType.CLOSED : AnswerType.OPEN;
            items.add(item(type, "Left or right?", i % 2 == 0 ? "left" : "right lobe", text(random)));
        }
        for (ItemScorer scorer : List.of(new StrictScorer(), new ReferenceScorer(null))) {
            Scores before = new Aggregation(scorer, items).scores(null);
            Collections.shuffle(items, random);
            Scores after = new Aggregation(scorer, items).scores(null);
            assertEquals(40, after.numOpen());
            assertEquals(20, after.numClosed());
            before.metrics().forEach((key, estimate) -> {
                assertEquals(estimate.value(), after.metric(key).value(), 1e-9, key);
                assertEquals(estimate.count(), after.metric(key).count());
                assertTrue(!estimate.known() || (estimate.value() >= 0 && estimate.value() <= 100 + 1e-9), key);
            });
        }
    }

    @Test
    void perfectAndEmptyAnswersAreAtTheEdgesWithAnIntervalThatSaysHowMany() {
        List<AnsweredItem> items = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            BenchmarkItem item = new BenchmarkItem(
                    QuestionId.of(i), "image" + i / 2, "What?", "the left lung", AnswerType.OPEN, Traits.NONE, "r");
            items.add(new AnsweredItem(item, new Prediction(item.id(), "", "left lung", null, "a")));
        }
        Estimate all = new Aggregation(new StrictScorer(), items)
                .scores(Bootstrap.DEFAULT)
                .metric("recall");
        assertEquals(100, all.value());
        assertEquals(100, all.high());
        assertEquals(100 * Math.pow(0.025, 0.1), all.low(), 1e-9); // ten images
        List<AnsweredItem> empty = items.stream()
                .map(one ->
                        new AnsweredItem(one.item(), new Prediction(one.item().id(), "", "", null, "a")))
                .toList();
        Scores none = new Aggregation(new StrictScorer(), empty).scores(Bootstrap.DEFAULT);
        assertEquals(0, none.metric("exact_match").value());
        assertEquals(100 - 100 * Math.pow(0.025, 0.1), none.metric("recall").high(), 1e-9);
        assertEquals(Estimate.NONE, none.metric("closed_accuracy"));
    }
}

package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
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
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;

/** What holds for every metric of both modes, and what perfect answers score. */
class MetricPropertiesTest {
    private static final List<String> CANDIDATES =
            List.of("lung", "the", "Right upper lobe", "two", "upper right lobe", "T1-weighted", "lobe");
    private static final ReferenceScorer REFERENCE = new ReferenceScorer(new Candidates(CANDIDATES));
    private static final StrictScorer STRICT = new StrictScorer();
    private static final String[] WORDS = {
        "right",
        "Left",
        "lobe",
        "upper",
        "the",
        "two",
        "T1-weighted",
        "yes",
        "No",
        "none",
        "lung",
        "1,000",
        ".",
        "肺",
        "a"
    };

    private static AnsweredItem item(AnswerType type, String question, String expected, String answer) {
        QuestionId id = QuestionId.of(1);
        return new AnsweredItem(
                new BenchmarkItem(id, null, question, expected, type, Traits.NONE, "truth: record 1"),
                new Prediction(id, "", answer, null, "answers:1"));
    }

    private static double value(Map<String, Double> scores, String key) {
        return Objects.requireNonNull(scores.get(key), key);
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int k = random.nextInt(most + 1); k > 0; k--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }

    @Test
    void everyMetricStaysInItsBoundsAndAppliesToItsKindOfQuestion() {
        Random random = new Random(21);
        for (int i = 0; i < 3_000; i++) {
            String expected = text(random, 6);
            String answer = text(random, 9);
            for (ItemScorer scorer : List.of(REFERENCE, STRICT)) {
                Map<String, Double> open = scorer.score(item(AnswerType.OPEN, "Left or right?", expected, answer));
                Map<String, Double> closed = scorer.score(item(AnswerType.CLOSED, "Left or right?", expected, answer));
                List<String> keys = new ArrayList<>(open.keySet());
                keys.addAll(closed.keySet());
                assertEquals(scorer.metrics().size(), keys.size());
                assertEquals(new HashSet<>(scorer.metrics()), new HashSet<>(keys));
                open.forEach((key, value) -> assertTrue(value >= 0 && value <= 1 + 1e-12, key));
                closed.forEach((key, value) -> assertTrue(value == 0 || value == 1, key));
            }
        }
    }

    @Test
    void wordOverlapIsSymmetricWithoutRepetitionAndBlindToOrder() {
        Random random = new Random(22);
        List<String> pool =
                new ArrayList<>(List.of("right", "left", "lobe", "upper", "lung", "liver", "mass", "small"));
        for (int i = 0; i < 500; i++) {
            List<String> one = words(pool, random);
            List<String> two = words(pool, random);
            for (ItemScorer scorer : List.of(REFERENCE, STRICT)) {
                Map<String, Double> there = open(scorer, one, two);
                Map<String, Double> back = open(scorer, two, one);
                assertEquals(value(there, "precision"), value(back, "recall"));
                assertEquals(value(there, "f1"), value(back, "f1"), 1e-12);
                List<String> shuffled = new ArrayList<>(two);
                Collections.shuffle(shuffled, random);
                Map<String, Double> other = open(scorer, one, shuffled);
                for (String key : List.of("precision", "recall", "f1")) {
                    assertEquals(value(there, key), value(other, key), key);
                }
                if (scorer == REFERENCE) {
                    for (String key : List.of("exact_match", "bleu_1", "open_accuracy")) {
                        assertEquals(value(there, key), value(other, key), 1e-12, key);
                    }
                }
            }
        }
    }

    private static List<String> words(List<String> pool, Random random) {
        Collections.shuffle(pool, random);
        return List.copyOf(pool.subList(0, 1 + random.nextInt(pool.size())));
    }

    private static Map<String, Double> open(ItemScorer scorer, List<String> expected, List<String> answer) {
        return scorer.score(item(AnswerType.OPEN, "What?", String.join(" ", expected), String.join(" ", answer)));
    }

    @Test
    void strictTreatsBothSidesOfAClosedQuestionAlike() {
        Random random = new Random(23);
        String[] said = {"left", "right", "yes", "no", "the", "normal", "not", "lung", "or", "is"};
        for (int i = 0; i < 2_000; i++) {
            List<String> words = new ArrayList<>();
            for (int k = random.nextInt(6); k >= 0; k--) {
                words.add(said[random.nextInt(said.length)]);
            }
            String answer = String.join(" ", words);
            String swapped = swap(answer, "left", "right");
            assertEquals(
                    STRICT.score(item(AnswerType.CLOSED, "Is it left or right?", "left", answer)),
                    STRICT.score(item(AnswerType.CLOSED, "Is it right or left?", "right", swapped)),
                    answer);
            assertEquals(
                    STRICT.score(item(AnswerType.CLOSED, "Is it left or right?", "left", answer)),
                    STRICT.score(item(AnswerType.CLOSED, "Is it right or left?", "left", answer)),
                    answer);
            assertEquals(
                    STRICT.score(item(AnswerType.CLOSED, "Is it?", "yes", answer)),
                    STRICT.score(item(AnswerType.CLOSED, "Is it?", "no", swap(answer, "yes", "no"))),
                    answer);
        }
    }

    private static String swap(String text, String one, String other) {
        return String.join(
                " ",
                List.of(text.split(" ")).stream()
                        .map(word -> word.equals(one) ? other : word.equals(other) ? one : word)
                        .toList());
    }

    /** The published defects decide what the expected answer itself scores; this says by how much it falls short, and where. */
    @Test
    void perfectAnswersInReferenceMode() {
        Random random = new Random(24);
        for (int i = 0; i < 3_000; i++) {
            String expected = text(random, 6);
            perfectInReferenceMode(REFERENCE, CANDIDATES, item(AnswerType.OPEN, "What?", expected, expected));
            perfectInReferenceMode(REFERENCE, CANDIDATES, item(AnswerType.CLOSED, "What?", expected, expected));
        }
    }

    private static void perfectInReferenceMode(ReferenceScorer scorer, List<String> candidates, AnsweredItem perfect) {
        Map<String, Double> scores = scorer.score(perfect);
        String expected = perfect.item().expected();
        String once = ReferenceNormalizer.first(expected);
        if (perfect.item().type() == AnswerType.CLOSED) {
            assertEquals(1, value(scores, "closed_accuracy_batch"), expected);
            boolean said = once.contains("yes") || once.contains("no");
            assertEquals(said ? 1 : 0, value(scores, "closed_accuracy"), expected);
            return;
        }
        String twice = ReferenceNormalizer.normalize(once);
        List<String> all = ReferenceNormalizer.words(twice);
        for (String key : List.of("f1", "precision", "recall")) {
            assertEquals(all.isEmpty() ? 0 : 1, value(scores, key), key + " of " + expected);
        }
        double distinct = all.isEmpty() ? 0 : (double) new HashSet<>(all).size() / all.size();
        assertEquals(distinct, value(scores, "exact_match"), expected);
        assertEquals(1, value(scores, "open_accuracy_batch"), expected);
        int length = ReferenceNormalizer.words(once).size(); // BLEU normalises only once
        for (int order = 1; order <= 3; order++) {
            assertEquals(length >= order ? 1 : 0, value(scores, "bleu_" + order), 1e-300, expected);
        }
        assertEquals(length >= 4 ? 1 : 0, value(scores, "bleu"), 1e-70, expected); // 3 words: about 1e-77
        String nearest = candidates.stream()
                .map(ReferenceNormalizer::normalize)
                .filter(one -> !one.isEmpty() && all.containsAll(ReferenceNormalizer.words(one)))
                .findFirst()
                .orElse("");
        if (!all.isEmpty()) {
            assertEquals(nearest.equals(twice) ? 1 : 0, value(scores, "open_accuracy"), expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Is it?|yes",
                "Is it?|No.",
                "是吗?|不是",
                "Is it left or right?|Left",
                "Is this T1, T2, or FLAIR?|T2",
                "Are the left or the right lungs affected?|both",
                "Is it with or without contrast?|without contrast",
                "Which sign?|+",
                "What?|3.5 cm",
            })
    void perfectClosedAnswersInStrictMode(String question, String expected) {
        assertEquals(
                Map.of("closed_accuracy", 1.0, "closed_undecided", 0.0),
                STRICT.score(item(AnswerType.CLOSED, question, expected, expected)));
        assertEquals(0, value(STRICT.score(item(AnswerType.CLOSED, question, expected, "")), "closed_accuracy"));
    }

    @Test
    void perfectAnswersToTheRealBenchmark() {
        String shared = System.getProperty("llavamed.shared");
        assumeTrue(shared != null);
        Path folder = Path.of(shared, "golden", "vqa-rad-eval");
        Candidates candidates = Candidates.read(folder.resolve("candidate.json"));
        ReferenceScorer reference = new ReferenceScorer(candidates);
        for (BenchmarkItem item : GroundTruth.read(folder.resolve("test.json")).items()) {
            AnsweredItem perfect =
                    new AnsweredItem(item, new Prediction(item.id(), "", item.expected(), null, item.place()));
            perfectInReferenceMode(reference, candidates.answers(), perfect);
            STRICT.score(perfect)
                    .forEach((key, value) -> assertEquals(key.equals("closed_undecided") ? 0 : 1, value, item.place()));
        }
    }
}

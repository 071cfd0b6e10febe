package org.llavamed.eval.vqa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Traits;

class VqaScoringTest {
    private static final Set<ScoreMode> BOTH = EnumSet.allOf(ScoreMode.class);

    @TempDir
    Path folder = Path.of("");

    private Path truth = Path.of("");

    @BeforeEach
    void write() {
        truth = folder.resolve("test.json");
        GroundTruth.write(
                List.of(
                        item(1, "a.jpg", "Is it big?", "no", AnswerType.CLOSED, "PRES, SIZE", "CHEST"),
                        item(2, "a.jpg", "Is it normal or abnormal?", "normal", AnswerType.CLOSED, "ABN", "CHEST"),
                        item(3, "b.jpg", "Where is it?", "right upper lobe", AnswerType.OPEN, "POS", "CHEST"),
                        item(4, "c.jpg", "What is it?", "CT", AnswerType.OPEN, null, "HEAD")),
                truth);
    }

    @Test
    void promptsThatAreNotTheQuestionAreTold() throws IOException {
        Path file = folder.resolve("prompts.jsonl");
        String[] prompts = {
            "Is it big? Please choose one: [yes, no]", "<image>\\nIs it  normal or abnormal?", "", "What is it?"
        };
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < prompts.length; i++) {
            lines.append("{\"question_id\":" + (i + 1) + ",\"text\":\"no\",\"prompt\":\"" + prompts[i] + "\"}\n");
        }
        Files.writeString(file, lines);
        VqaEvaluation evaluation = new VqaScoring(
                        GroundTruth.read(truth), null, Set.of(ScoreMode.STRICT), Bootstrap.DEFAULT)
                .evaluate("x", AnswerSet.read(file), false);
        assertEquals(
                List.of(
                        "1 of 4 answers were given to a prompt that is not the plain question (the first: \"Is it big? Please"
                                + " choose one: [yes, no]\"); such scores cannot be compared with those of plain questions"),
                evaluation.notes());
    }

    private static BenchmarkItem item(
            int id,
            String image,
            String question,
            String expected,
            AnswerType type,
            @Nullable String kind,
            String organ) {
        Traits traits = new Traits(kind, organ, null, null, null);
        return new BenchmarkItem(QuestionId.of(id), image, question, expected, type, traits, "r" + id);
    }

    private AnswerSet answers(String name, String... texts) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            lines.append("{\"question_id\":")
                    .append(i + 1)
                    .append(",\"text\":\"")
                    .append(texts[i])
                    .append("\",\"model_id\":\"m\"}\n");
        }
        return AnswerSet.read(Files.writeString(folder.resolve(name), lines.toString()));
    }

    private VqaScoring scoring(Set<ScoreMode> modes) {
        return new VqaScoring(GroundTruth.read(truth), null, modes, new Bootstrap(200, 0));
    }

    @Test
    void modesDifferWhereTheyShould() throws IOException {
        AnswerSet answers = answers("a.jsonl", "normal", "abnormal", "right right right lung", "");
        VqaEvaluation evaluation = scoring(BOTH).evaluate("tiny", answers, false);
        JsonNode json = VqaJson.of(evaluation, "t", "a");
        assertEquals(100, json.at("/reference/closed_accuracy").asDouble()); // "no" in normal, "normal" in abnormal
        assertEquals(0, json.at("/strict/closed_accuracy").asDouble());
        assertEquals(50, json.at("/strict/closed_undecided").asDouble());
        assertEquals(30, json.at("/reference/recall").asDouble(), 1e-12);
        assertEquals(100.0 / 6, json.at("/strict/recall").asDouble(), 1e-12);
        assertTrue(json.at("/reference/open_accuracy").isNull());
        assertEquals(2, json.at("/reference/num_open").asInt());
        assertEquals(2, json.at("/strict/num_closed").asInt());
        assertEquals(0, json.at("/reference_counts/open_accuracy").asInt());
        assertFalse(json.at("/reference_intervals").has("closed_accuracy")); // both about one image
        assertEquals(2, json.at("/strict_intervals/recall").size());
        assertEquals("m", json.get("model_id").asText());
        assertEquals(4, json.get("questions").asInt());
        assertTrue(json.get("notes").toString().contains("1 of 4 answers are empty"));
        assertEquals(1, evaluation.items().get(1).reference());
        assertEquals(0, evaluation.items().get(1).strict());
        assertFalse(json.toString().contains("NaN"));
    }

    @Test
    void candidatesMakeOpenAccuracyKnown() throws IOException {
        AnswerSet answers = answers("a.jsonl", "no", "normal", "right upper lobe", "a CT");
        VqaScoring scoring = new VqaScoring(
                GroundTruth.read(truth),
                new Candidates(List.of("right upper lobe", "ct")),
                BOTH,
                new Bootstrap(200, 0));
        VqaEvaluation evaluation = scoring.evaluate("tiny", answers, false);
        JsonNode json = VqaJson.of(evaluation, "t", "a");
        assertEquals(100, json.at("/reference/open_accuracy").asDouble());
        assertEquals(100, json.at("/strict/open_accuracy").asDouble());
        assertEquals(100, json.at("/strict/exact_match").asDouble());
        assertTrue(evaluation.notes().isEmpty(), () -> "" + evaluation.notes());
    }

    @Test
    void questionsWithSeveralKindsCountForEach() throws IOException {
        AnswerSet answers = answers("a.jsonl", "no", "normal", "right", "CT");
        VqaEvaluation evaluation = scoring(EnumSet.of(ScoreMode.STRICT)).evaluate("tiny", answers, false);
        assertNull(evaluation.scores(ScoreMode.REFERENCE));
        List<String> groups = evaluation.groups().stream()
                .map(group -> group.trait() + " " + group.value() + " " + group.count())
                .toList();
        assertEquals(
                List.of(
                        "question_type ABN 1",
                        "question_type POS 1",
                        "question_type PRES 1",
                        "question_type SIZE 1",
                        "organ CHEST 3",
                        "organ HEAD 1"),
                groups);
        JsonNode json = VqaJson.of(evaluation, "t", "a");
        assertFalse(json.has("reference"));
        assertEquals(100, json.at("/groups/4/strict/closed_accuracy").asDouble());
        assertTrue(json.at("/groups/5/strict/closed_accuracy").isNull());
    }

    @Test
    void aPartIsScoredOnlyWhenAllowed() throws IOException {
        AnswerSet answers = answers("a.jsonl", "no");
        assertTrue(assertThrows(LlavaMedException.class, () -> scoring(BOTH).evaluate("tiny", answers, false))
                .getMessage()
                .contains("and 2 more"));
        VqaEvaluation evaluation = scoring(BOTH).evaluate("tiny", answers, true);
        assertEquals(3, evaluation.unanswered());
        assertEquals(
                "3 of 4 questions have no answer and were left out",
                evaluation.notes().get(0));
        assertThrows(IllegalArgumentException.class, () -> scoring(Set.of()));
    }

    @Test
    void comparesTwoFilesQuestionByQuestion() throws IOException {
        AnswerSet first = answers("a.jsonl", "no", "abnormal", "right lobe", "MRI");
        AnswerSet second = answers("b.jsonl", "yes", "normal", "right upper lobe", "CT");
        VqaComparison comparison = scoring(BOTH).compare(first, second, false);
        VqaComparison.Mode strict = comparison.modes().get(1);
        assertEquals(ScoreMode.STRICT, strict.mode());
        assertEquals(1, strict.closed().firstOnly());
        assertEquals(1, strict.closed().secondOnly());
        assertEquals(1, strict.closed().exact());
        assertEquals(100.0 / 3, strict.recall().first().value(), 1e-9);
        assertEquals(200.0 / 3, strict.recall().difference().value(), 1e-9);
        VqaComparison back = scoring(BOTH).compare(second, first, false);
        assertEquals(
                -strict.recall().difference().value(),
                back.modes().get(1).recall().difference().value());
        assertEquals(strict.closed().midP(), back.modes().get(1).closed().midP());
        JsonNode json = VqaJson.of(comparison);
        assertEquals(1, json.at("/strict/first_only").asInt());
        assertEquals(2, json.at("/strict/recall/interval").size());
        assertTrue(json.at("/strict/closed_accuracy/interval").isNull());
        VqaComparison same = scoring(BOTH).compare(first, first, false);
        assertEquals(0, same.modes().get(0).recall().difference().value());
        assertEquals(0, same.modes().get(0).closed().firstOnly());
        double others = 100 * (1 - Math.pow(0.025, 1 / 2.0)); // no difference in two images is no certainty
        assertEquals(others, same.modes().get(1).recall().difference().high(), 1e-9);
        assertEquals(-others, same.modes().get(1).recall().difference().low(), 1e-9);
    }

    @Test
    void comparesWhatBothAnswered() throws IOException {
        AnswerSet one = answers("a.jsonl", "no", "normal");
        AnswerSet all = answers("b.jsonl", "no", "normal", "x", "y");
        VqaComparison comparison = scoring(BOTH).compare(one, all, true);
        assertEquals(2, comparison.questions());
        assertEquals(2, comparison.leftOut());
        assertTrue(VqaJson.of(comparison).at("/strict/recall/difference").isNull());
        AnswerSet other =
                AnswerSet.read(Files.writeString(folder.resolve("c.jsonl"), "{\"question_id\":4,\"text\":\"z\"}\n"));
        assertThrows(LlavaMedException.class, () -> scoring(BOTH).compare(one, other, true));
    }

    @Test
    void saysThatAnswersBelongToOtherQuestions() throws IOException {
        Path file = Files.writeString(folder.resolve("other.jsonl"), """
                {"question_id":1,"prompt":"Is it big? Choose one: [yes, no]\\n<image>","text":"no"}
                {"question_id":2,"prompt":"Is it new?","text":"no"}
                """);
        List<String> notes =
                scoring(BOTH).evaluate("x", AnswerSet.read(file), true).notes();
        assertTrue(
                notes.stream().anyMatch(note -> note.startsWith("1 of 2 answers have another question")),
                notes::toString);
    }

    @Test
    void comparisonsSayThatOneFileBelongsToOtherQuestions() throws IOException {
        Path file = Files.writeString(folder.resolve("other.jsonl"), """
                {"question_id":1,"prompt":"Is it big?","text":"no"}
                {"question_id":2,"prompt":"Is it new?","text":"no"}
                """);
        AnswerSet other = AnswerSet.read(file);
        assertEquals(
                List.of(),
                scoring(BOTH)
                        .compare(
                                answers("a.jsonl", "no", "no", "no", "no"),
                                answers("b.jsonl", "no", "no", "no", "no"),
                                true)
                        .notes());
        List<String> notes = scoring(BOTH)
                .compare(answers("a.jsonl", "no", "no", "no", "no"), other, true)
                .notes();
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).startsWith(file + ": 1 of 2 answers have another question"), notes::toString);
    }

    @Test
    void saysThatAnswersAreThoseOfSeveralModels() throws IOException {
        Path file = Files.writeString(folder.resolve("mixed.jsonl"), """
                {"question_id":1,"text":"no","model_id":"a"}
                {"question_id":2,"text":"no","model_id":"b"}
                """);
        List<String> notes =
                scoring(BOTH).evaluate("x", AnswerSet.read(file), true).notes();
        assertTrue(notes.stream().anyMatch(note -> note.contains("those of 2 models")), notes::toString);
    }

    @Test
    void comparisonsKeepTheirProperties() throws IOException {
        Random random = new Random(31);
        String[] said = {"no", "yes", "normal", "abnormal", "right upper lobe", "right lobe", "CT", "", "MRI"};
        List<BenchmarkItem> items = new ArrayList<>(GroundTruth.read(truth).items());
        for (int round = 0; round < 40; round++) {
            AnswerSet first = answers("a.jsonl", any(said, random), any(said, random), any(said, random), "CT");
            AnswerSet second = answers("b.jsonl", any(said, random), any(said, random), any(said, random), "MRI");
            VqaComparison there = scoring(BOTH).compare(first, second, false);
            VqaComparison back = scoring(BOTH).compare(second, first, false);
            Collections.shuffle(items, random);
            GroundTruth.write(items, truth);
            VqaComparison shuffled = scoring(BOTH).compare(first, second, false);
            for (int i = 0; i < 2; i++) {
                VqaComparison.Mode mode = there.modes().get(i);
                VqaComparison.Mode other = back.modes().get(i);
                assertEquals(2, mode.numClosed());
                assertEquals(mode.closed().firstOnly(), other.closed().secondOnly());
                assertEquals(mode.closed().exact(), other.closed().exact());
                assertEquals(mode.closed(), shuffled.modes().get(i).closed());
                mirrored(mode.recall(), other.recall());
                mirrored(mode.closedAccuracy(), other.closedAccuracy());
                assertEquals(
                        mode.recall().difference().value(),
                        shuffled.modes().get(i).recall().difference().value(),
                        1e-9);
            }
        }
    }

    private static String any(String[] texts, Random random) {
        return texts[random.nextInt(texts.length)];
    }

    private static void mirrored(VqaComparison.Paired there, VqaComparison.Paired back) {
        Estimate difference = there.difference();
        assertEquals(there.second().value() - there.first().value(), difference.value(), 1e-9);
        assertTrue(Math.abs(difference.value()) <= 100);
        assertEquals(difference.value(), -back.difference().value(), 1e-9);
        assertEquals(difference.hasInterval(), back.difference().hasInterval());
        if (difference.hasInterval()) {
            assertEquals(difference.low(), -back.difference().high(), 1e-9);
            assertEquals(difference.high(), -back.difference().low(), 1e-9);
            assertTrue(difference.low() <= difference.value() + 1e-9 && difference.value() <= difference.high() + 1e-9);
        }
    }
}

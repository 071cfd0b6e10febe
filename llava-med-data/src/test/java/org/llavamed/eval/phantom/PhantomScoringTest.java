package org.llavamed.eval.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.phantom.PhantomQuestion.Topic;
import org.llavamed.data.phantom.PhantomSet;
import org.llavamed.data.phantom.Split;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.benchmark.Benchmark;
import org.llavamed.eval.benchmark.BenchmarkSplit;
import org.llavamed.eval.benchmark.BenchmarkVariant;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Prediction;

class PhantomScoringTest {
    private static final Bootstrap FEW = new Bootstrap(200, 0);

    @TempDir
    static Path shared = Path.of("");

    private static Path set = Path.of("");

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void draw() {
        set = shared.resolve("set");
        new PhantomSet(40, 3, Split.TEST).write(set, (done, of) -> {});
    }

    private static PhantomEvaluation evaluate(PhantomExam exam, Function<PhantomItem, String> answer) {
        List<Prediction> answers = new ArrayList<>();
        for (PhantomItem item : exam.items()) {
            answers.add(new Prediction(item.item().id(), item.item().question(), answer.apply(item), "m", "here"));
        }
        return new PhantomScoring(exam, FEW).evaluate(new AnswerSet(Path.of("answers"), answers), false);
    }

    @Test
    void rightAnswersGetAll() {
        PhantomEvaluation scores =
                evaluate(PhantomExam.read(set), item -> item.item().expected());
        assertEquals(100, scores.all().closedAccuracy().value());
        assertEquals(100, scores.all().openRecall().value());
        assertEquals(0, scores.all().hallucination().value());
        assertEquals(0, scores.all().missed().value());
        assertEquals(0, scores.all().undecided().value());
        assertEquals(40, scores.all().images());
        assertTrue(scores.all().closedAccuracy().low() < 100, "40 images do not prove a hundred percent");
        assertEquals("m", scores.modelId());
    }

    /** Every number is counted here once more. */
    @Test
    void alwaysYesIsRightWhereYesIs() {
        PhantomExam exam = PhantomExam.read(set);
        double closed = 0;
        double yes = 0;
        double details = 0;
        int absent = 0;
        for (PhantomItem item : exam.items()) {
            boolean isClosed = item.item().type() == AnswerType.CLOSED;
            closed += isClosed ? 1 : 0;
            yes += isClosed && item.item().expected().equals("yes") ? 1 : 0;
            boolean detail = item.topic() == Topic.SIDE || item.topic() == Topic.SIZE || item.topic() == Topic.COUNT;
            details += detail ? 1 : 0;
            absent += item.topic() == Topic.PRESENCE && item.item().expected().equals("no") ? 1 : 0;
        }
        PhantomEvaluation scores = evaluate(exam, item -> "Yes.");
        assertEquals(100 * yes / closed, scores.all().closedAccuracy().value(), 1e-9);
        assertEquals(0, scores.all().openRecall().value());
        assertEquals(100, scores.all().hallucination().value());
        assertEquals(absent, scores.all().hallucination().count());
        assertEquals(0, scores.all().missed().value());
        assertEquals(100 * details / exam.items().size(), scores.detailShare(), 1e-9);
        assertTrue(absent > 20);
    }

    @Test
    void silenceIsUndecidedAndNoHallucination() {
        PhantomScores scores = evaluate(PhantomExam.read(set), item -> "").all();
        assertEquals(0, scores.closedAccuracy().value());
        assertEquals(100, scores.undecided().value());
        assertEquals(0, scores.openRecall().value());
        assertEquals(0, scores.hallucination().value());
        assertEquals(0, scores.missed().value());
    }

    @Test
    void groupsAreOfTheirQuestionsOnly() {
        PhantomExam exam = PhantomExam.read(set);
        PhantomEvaluation scores = evaluate(
                exam,
                item -> item.topic() == Topic.SIDE || item.truth().heldOut()
                        ? "?"
                        : item.item().expected());
        PhantomScores known =
                scores.group("combination", PhantomScoring.KNOWN_COMBINATIONS).orElseThrow();
        PhantomScores unseen =
                scores.group("combination", PhantomScoring.NEW_COMBINATION).orElseThrow();
        assertEquals(0, unseen.closedAccuracy().value());
        assertEquals(
                exam.phantoms().stream().filter(phantom -> phantom.heldOut()).count(), unseen.images());
        assertEquals(40, known.images() + unseen.images());
        assertTrue(known.closedAccuracy().value() > 70 && known.closedAccuracy().value() < 100);
        assertEquals(
                0, scores.group("topic", "side").orElseThrow().closedAccuracy().value());
        assertFalse(scores.group("topic", "count").orElseThrow().hallucination().known());
        int questions = scores.groups().stream()
                .filter(group -> group.by().equals("domain"))
                .mapToInt(PhantomScores::questions)
                .sum();
        assertEquals(exam.items().size(), questions);
        assertTrue(scores.group("finding", "nodule").isPresent());
    }

    /** Two images, by hand: a wrong no, a right no, half of two words, one of two choices. */
    @Test
    void aFewByHand() throws IOException {
        List<String> truth = Files.readAllLines(set.resolve("truth.jsonl")).subList(0, 2);
        Files.write(folder.resolve("truth.jsonl"), truth);
        String first = PhantomExam.read(set).phantoms().get(0).image();
        String second = PhantomExam.read(set).phantoms().get(1).image();
        String[][] questions = {
            {first, "Is there a nodule?", "yes", "CLOSED", "presence", "nodule"},
            {second, "Is there a nodule?", "no", "CLOSED", "presence", "nodule"},
            {first, "Are the nodules small or large?", "small", "CLOSED", "size", "nodule"},
            {first, "What kind of image is this?", "CT scan", "OPEN", "modality", ""},
            {second, "Do you see a mass?", "no", "CLOSED", "presence", "mass"},
        };
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < questions.length; i++) {
            String[] q = questions[i];
            lines.append(String.format(
                    "{\"question_id\":%d,\"image\":\"%s\",\"text\":\"%s\",\"expected\":\"%s\",\"answer_type\":\"%s\","
                            + "\"topic\":\"%s\"%s}%n",
                    i, q[0], q[1], q[2], q[3], q[4], q[5].isEmpty() ? "" : ",\"finding\":\"" + q[5] + "\""));
        }
        Files.writeString(folder.resolve("questions.jsonl"), lines);
        PhantomExam exam = PhantomExam.read(folder);
        assertEquals(
                List.of("0", "2", "3", "1", "4"), // one image after the other
                exam.items().stream().map(item -> item.item().id().text()).toList());
        List<String> answers = List.of("No.", "no", "They are large.", "It is a scan.", "Yes, there is a mass.");
        PhantomScores scores = evaluate(
                        exam,
                        item -> answers.get(Integer.parseInt(item.item().id().text())))
                .all();
        assertEquals(25, scores.closedAccuracy().value());
        assertEquals(4, scores.closedAccuracy().count());
        assertEquals(50, scores.openRecall().value());
        assertEquals(50, scores.hallucination().value());
        assertEquals(2, scores.hallucination().count());
        assertEquals(100, scores.missed().value());
        assertEquals(20, evaluate(exam, item -> "").detailShare());
    }

    @Test
    void aSetIsABenchmarkLikeAnyOther() {
        Benchmark benchmark = Benchmark.read(BenchmarkVariant.PHANTOMS, BenchmarkSplit.TEST, set);
        assertEquals(List.of(), benchmark.missingImages());
        Path file = folder.resolve("test.json");
        GroundTruth.write(benchmark.items(), file);
        assertEquals(benchmark.items().size(), GroundTruth.read(file).items().size());
        assertEquals(
                benchmark.items().stream().map(item -> item.traits()).toList(),
                GroundTruth.read(file).items().stream()
                        .map(item -> item.traits())
                        .toList());
        assertThrows(
                LlavaMedException.class, () -> Benchmark.read(BenchmarkVariant.PHANTOMS, BenchmarkSplit.TRAIN, set));
    }

    @Test
    void damagedFilesAreRefusedByName() throws IOException {
        String questions = Files.readString(set.resolve("questions.jsonl"));
        String truth = Files.readString(set.resolve("truth.jsonl"));
        refused(questions.replace("\"topic\":\"modality\"", "\"topic\":\"weather\""), truth, "weather");
        refused(questions.replace("-000000-2\"", "-000000-1\""), truth, "question_id");
        refused(questions, truth.substring(truth.indexOf('\n') + 1), "is no phantom of");
        refused(questions, truth.replace("\"present\":true", "\"present\":false"), "draw the set again");
        refused(questions.replaceFirst("\"text\":\"[^\"]*\"", "\"text\":\" \""), truth, "is empty");
    }

    private void refused(String questions, String truth, String message) throws IOException {
        Files.writeString(folder.resolve("questions.jsonl"), questions);
        Files.writeString(folder.resolve("truth.jsonl"), truth);
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> PhantomExam.read(folder));
        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains(".jsonl:"), e.getMessage());
    }
}

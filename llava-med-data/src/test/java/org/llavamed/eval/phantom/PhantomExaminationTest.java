package org.llavamed.eval.phantom;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.phantom.PhantomFollowUp;
import org.llavamed.data.phantom.PhantomSet;
import org.llavamed.data.phantom.Split;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.Prediction;

class PhantomExaminationTest {
    private static final Bootstrap FEW = new Bootstrap(200, 0);

    @TempDir
    static Path shared = Path.of("");

    private static Path set = Path.of("");
    private static Path training = Path.of("");

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void draw() {
        set = shared.resolve("test");
        new PhantomSet(60, 3, Split.TEST).write(set, (done, of) -> {});
        new PhantomSet(60, 3, Split.TRAIN).write(shared.resolve("train"), (done, of) -> {});
        training = shared.resolve("train").resolve(PhantomExam.QUESTIONS);
    }

    private static Oracle oracle(int stopAfter) {
        return new Oracle(PhantomExam.read(set), TextBaseline.read(training), stopAfter);
    }

    private PhantomExamination examination(PhantomOptions options) {
        return new PhantomExamination(
                PhantomExam.read(set), TextBaseline.read(training), options, folder.resolve("out"));
    }

    @Test
    void whoSeesTheTruthGetsAllAndFallsWithoutTheImage() throws IOException {
        Oracle oracle = oracle(Integer.MAX_VALUE);
        List<String> stages = new ArrayList<>();
        PhantomReport report = requireNonNull(examination(new PhantomOptions(null, 10, 400, FEW))
                .run(oracle, oracle, progress -> stages.add(progress.stage())));
        assertEquals(100, report.scores().all().closedAccuracy().value());
        assertEquals(100, report.scores().all().openRecall().value());
        assertEquals(0, report.scores().all().hallucination().value());
        FollowUpScores followUps = requireNonNull(report.followUps());
        assertEquals(10, followUps.conversations());
        assertEquals(100, followUps.right().value());
        assertEquals(100, followUps.telling().value());
        assertEquals(0, followUps.otherFinding().value());
        assertEquals(100, followUps.confirmed().value());
        for (PhantomReport.AboveBaseline above : report.aboveBaseline()) {
            if (above.condition() == ImageCondition.ORIGINAL) {
                assertTrue(above.closed() > 25 && above.open() > 40, above.toString());
            } else if (above.condition() == ImageCondition.NONE) {
                assertEquals(0, above.closed(), 1e-9); // it gives those answers then
                assertEquals(0, above.open(), 1e-9);
            } else {
                assertTrue(above.closed() < 5 && above.open() < 5, above.toString());
            }
        }
        assertEquals(3, report.aboveBaseline().size());
        assertTrue(stages.containsAll(List.of("questions", "conversations", "image none", "image swapped")));
        assertTrue(Files.readString(folder.resolve("out/report.txt")).contains("best text-only answers"));
        assertTrue(Files.readString(folder.resolve("out/report.json")).contains("\"above_text_only\""));
    }

    @Test
    void goesOnWhereItStopped() throws IOException {
        PhantomOptions options = new PhantomOptions(40, 6, 15, FEW);
        int answers = 0;
        for (int part : new int[] {7, 35, 12, 20}) { // within each stage
            Oracle some = oracle(part);
            assertNull(examination(options).run(some, some, progress -> {}));
            answers += part;
        }
        Oracle rest = oracle(Integer.MAX_VALUE);
        PhantomReport resumed = requireNonNull(examination(options).run(rest, rest, progress -> {}));
        assertTrue(rest.asked > 0 && answers > 40);
        String report = Files.readString(folder.resolve("out/report.json"));
        Oracle none = oracle(0);
        assertEquals(resumed, examination(options).run(none, none, progress -> {}));
        assertEquals(report, Files.readString(folder.resolve("out/report.json")));
        Oracle more = oracle(Integer.MAX_VALUE);
        PhantomReport larger =
                requireNonNull(examination(new PhantomOptions(50, 8, 0, FEW)).run(more, more, progress -> {}));
        assertEquals(50, larger.scores().all().questions());
        assertEquals(8, requireNonNull(larger.followUps()).conversations());
        assertNull(larger.sensitivity());
        PhantomReport fewer =
                requireNonNull(examination(new PhantomOptions(30, 0, 0, FEW)).run(none, none, progress -> {}));
        assertEquals(30, fewer.scores().all().questions());
        assertNull(fewer.followUps());
    }

    @Test
    void goesOnWhereItsFolderWasMovedTo() throws IOException {
        PhantomOptions options = new PhantomOptions(20, 4, 10, FEW);
        Path before = folder.resolve("before");
        Path drawn = before.resolve("test");
        new PhantomSet(8, 5, Split.TEST).write(drawn, (done, of) -> {});
        for (int part : new int[] {9, 14, 9}) { // within the questions, the conversations and those without the image
            Oracle some = new Oracle(PhantomExam.read(drawn), TextBaseline.read(training), part);
            assertNull(new PhantomExamination(PhantomExam.read(drawn), null, options, before.resolve("out"))
                    .run(some, some, progress -> {}));
        }
        Path after = Files.move(before, folder.resolve("after"));
        PhantomExam exam = PhantomExam.read(after.resolve("test"));
        Oracle rest = new Oracle(exam, TextBaseline.read(training), Integer.MAX_VALUE);
        assertNotNull(
                new PhantomExamination(exam, null, options, after.resolve("out")).run(rest, rest, progress -> {}));
    }

    @Test
    void aBaselineThatHasLearnedTheQuestionsIsRefused() {
        TextBaseline leak = TextBaseline.read(set.resolve(PhantomExam.QUESTIONS));
        PhantomExam exam = PhantomExam.read(set);
        String message = assertThrows(
                        LlavaMedException.class,
                        () -> new PhantomExamination(exam, leak, PhantomOptions.defaults(), folder.resolve("out")))
                .getMessage();
        assertTrue(message.contains("has question") && message.contains("--split train"), message);
    }

    @Test
    void cancelledBeforeItBeginsItAsksNothing() {
        Oracle oracle = oracle(Integer.MAX_VALUE);
        PhantomExamination examination = examination(PhantomOptions.defaults());
        examination.cancel();
        assertNull(examination.run(oracle, oracle, progress -> {}));
        assertEquals(0, oracle.asked);
        assertThrows(IllegalStateException.class, () -> examination.run(oracle, oracle, progress -> {}));
    }

    /** Whoever answers about the other finding is told from whoever is wrong in another way. */
    @Test
    void answersAboutTheOtherFindingAreCounted() {
        List<FollowUpQuestion> asked = FollowUpQuestion.of(PhantomExam.read(set), 1000);
        List<Prediction> other = new ArrayList<>();
        List<Prediction> odd = new ArrayList<>();
        int telling = 0;
        for (FollowUpQuestion conversation : asked) {
            List<String> lines = new ArrayList<>();
            List<String> strange = new ArrayList<>();
            for (PhantomFollowUp.Turn turn : conversation.followUp().turns()) {
                lines.add(
                        turn.byPronoun() && !turn.others().isEmpty()
                                ? turn.others().get(0)
                                : "no");
                strange.add(turn.byPronoun() ? "small and large, left, right" : "yes");
                telling += turn.others().isEmpty() ? 0 : 1;
            }
            QuestionId id = conversation.id();
            other.add(new Prediction(id, "", String.join("\n", lines), "m", "here"));
            odd.add(new Prediction(id, "", String.join("\n", strange), "m", "here"));
        }
        FollowUpScores scores = new FollowUpScoring(FEW).score(asked, new AnswerSet(Path.of("a"), other));
        assertEquals(100, scores.otherFinding().value());
        assertEquals(telling, scores.otherFinding().count());
        assertEquals(0, scores.right().value());
        assertEquals(0, scores.confirmed().value());
        FollowUpScores none = new FollowUpScoring(FEW).score(asked, new AnswerSet(Path.of("a"), odd));
        assertEquals(100, none.confirmed().value());
        assertEquals(0, requireNonNull(none.byTopic().get("size")).value()); // both sizes are none
        assertThrows(
                LlavaMedException.class,
                () -> new FollowUpScoring(FEW).score(asked, new AnswerSet(Path.of("a"), other.subList(1, 3))));
    }
}

package org.llavamed.eval.sensitivity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.GroundTruth;

class SensitivityRunTest {
    private static final int IMAGES = 10;

    @TempDir
    Path folder = Path.of("");

    private Path images = Path.of("");
    private Path output = Path.of("");
    private @Nullable GroundTruth truth;

    @BeforeEach
    void prepare() {
        images = folder.resolve("images");
        output = folder.resolve("out");
        truth = Asked.benchmark(images, IMAGES);
    }

    private static SensitivityOptions options(@Nullable Integer limit, long seed) {
        return new SensitivityOptions(null, EnumSet.allOf(ImageCondition.class), limit, seed, 200);
    }

    private SensitivityPlan plan(SensitivityOptions options, Probe... probes) {
        return SensitivityPlan.of(Objects.requireNonNull(truth), images, List.of(probes), options);
    }

    private SensitivityReport run(Asked.Model model, SensitivityPlan plan) {
        return Objects.requireNonNull(new SensitivityRun(model, plan, output).run(progress -> {}));
    }

    private static ConditionScores of(SensitivityReport report, ImageCondition condition) {
        return report.evaluation().conditions().stream()
                .filter(scores -> scores.condition() == condition)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBlindModelLosesNothing() {
        SensitivityReport report = run(
                new Asked.Model((question, image) -> "Is there light?".equals(question.text()) ? "No." : "white"),
                plan(options(null, 1)));
        assertEquals(20, report.questions());
        for (ImageCondition condition : List.of(ImageCondition.NONE, ImageCondition.NOISE, ImageCondition.SWAPPED)) {
            ConditionScores scores = of(report, condition);
            assertEquals(0, scores.changed().value());
            assertEquals(20, scores.changed().count());
            assertEquals(0, scores.closedDrop().value());
            assertEquals(0, scores.openDrop().value());
            assertEquals(50, scores.closedAccuracy().value());
            assertEquals(50, scores.openRecall().value());
            assertEquals(0, scores.yesRate().value());
        }
        assertEquals(-50, report.evaluation().yesBias().value());
        assertEquals(0, report.evaluation().hallucinationRate().value());
        assertEquals(5, report.evaluation().hallucinationRate().count());
        assertEquals(50, report.baselines().get(0).score().value(), "the blind model is no better than a constant");
    }

    @Test
    void aSeeingModelLosesAll() {
        SensitivityReport report = run(
                new Asked.Model((question, image) -> {
                    String seen = Asked.look(image);
                    return "Is there light?".equals(question.text())
                            ? seen
                            : seen.equals("yes") ? "White" : seen.equals("no") ? "black." : seen;
                }),
                plan(options(null, 1)));
        assertEquals(100, of(report, ImageCondition.ORIGINAL).closedAccuracy().value());
        assertFalse(of(report, ImageCondition.ORIGINAL).changed().known());
        for (ImageCondition condition : List.of(ImageCondition.NONE, ImageCondition.NOISE)) {
            ConditionScores scores = of(report, condition);
            assertEquals(100, scores.changed().value());
            assertEquals(100, scores.closedDrop().value());
            assertEquals(100, scores.openDrop().value());
            assertFalse(scores.yesRate().known());
            assertEquals(10, report.undecided().get(condition));
        }
        ConditionScores swapped = of(report, ImageCondition.SWAPPED);
        assertEquals(
                swapped.changed().value(), swapped.closedDrop().value(), 1e-9, "wrong where the other image differs");
        assertTrue(swapped.changed().value() > 0);
        assertEquals(0, report.evaluation().yesBias().value(), 1e-9);
        assertEquals(0, report.undecided().get(ImageCondition.ORIGINAL));
    }

    @Test
    void aModelThatAlwaysSaysYesIsFoundOut() {
        Probe probe = new Probe(QuestionId.of("x"), "0.png", Probe.ask("a hernia"), "probes:1");
        SensitivityReport report =
                run(new Asked.Model((question, image) -> "Yes, there is."), plan(options(null, 1), probe));
        assertEquals(100, report.evaluation().hallucinationRate().value());
        assertEquals(6, report.evaluation().hallucinationRate().count());
        assertEquals(5, report.ownProbes());
        assertEquals(1, report.moreProbes());
        assertEquals(50, report.evaluation().yesBias().value(), 1e-9);
        assertEquals(50, report.evaluation().expectedYesRate().value());
        assertEquals(100, of(report, ImageCondition.NONE).yesRate().value());
    }

    @Test
    void leavesQuestionsAnswersNoiseAndResult() throws IOException {
        SensitivityReport report = run(new Asked.Model((question, image) -> "yes"), plan(options(null, 1)));
        for (String name : List.of("original", "none", "noise", "swapped")) {
            assertEquals(20, Files.readAllLines(output.resolve(name + ".jsonl")).size());
        }
        JsonNode none = new ObjectMapper()
                .readTree(Files.readAllLines(output.resolve("questions/none.jsonl"))
                        .get(0));
        assertFalse(none.has("image"));
        assertEquals("yes", none.get("expected").asText());
        try (var files = Files.list(output.resolve("noise"))) {
            assertEquals(IMAGES, files.count());
        }
        JsonNode json =
                new ObjectMapper().readTree(output.resolve("sensitivity.json").toFile());
        assertEquals(SensitivityJson.toJson(report).toString(), json.toString());
        assertTrue(json.get("conditions").get(0).get("changed").get("value").isNull());
        assertEquals("fake", json.get("model_id").asText());
    }

    @Test
    void goesOnWhereItStopped() throws IOException {
        List<Integer> stops = new ArrayList<>();
        for (int stop = 0; stop <= 80; stop += 7) {
            stops.add(stop);
        }
        Asked.Model[] whole = {new Asked.Model((question, image) -> question.id() + " " + Asked.look(image))};
        SensitivityReport expected = run(whole[0], plan(options(null, 1)));
        assertEquals(80, whole[0].asked);
        output = folder.resolve("stopped");
        int asked = 0;
        for (int stop : stops) {
            int[] left = {stop - asked};
            Asked.Model model = new Asked.Model(
                    (question, image) -> left[0]-- > 0 ? question.id() + " " + Asked.look(image) : null);
            assertNull(new SensitivityRun(model, plan(options(null, 1)), output).run(progress -> {}));
            asked = stop;
        }
        SensitivityReport report = run(whole[0], plan(options(null, 1)));
        assertEquals(80 + 80 - asked, whole[0].asked);
        assertEquals(
                SensitivityJson.toJson(expected).toString(),
                SensitivityJson.toJson(report).toString());
        for (ImageCondition condition : ImageCondition.values()) {
            String name = "questions/" + SensitivityFiles.name(condition) + ".jsonl";
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("out").resolve(name)), Files.readAllBytes(output.resolve(name)));
        }
    }

    @Test
    void cancelEndsSoonAndProgressCountsAllConditions() {
        Asked.Model model = new Asked.Model((question, image) -> "yes");
        SensitivityRun run = new SensitivityRun(model, plan(options(null, 1)), output);
        assertNull(run.run(progress -> {
            if (progress.done() == 33) {
                run.cancel();
            }
            assertTrue(progress.done() <= progress.total());
        }));
        assertEquals(33, model.asked);
        List<SensitivityProgress> told = new ArrayList<>();
        assertNotNull(new SensitivityRun(model, plan(options(null, 1)), output).run(told::add));
        assertEquals(80, model.asked);
        SensitivityProgress last = told.get(told.size() - 1);
        assertEquals(80, last.done());
        assertEquals(80, last.total());
        assertTrue(last.remaining().isZero());
    }

    @Test
    void aLargerLimitGoesOnAndASmallerOneComparesWhatThereIs() {
        Asked.Model model = new Asked.Model((question, image) -> "yes");
        assertEquals(4, run(model, plan(options(4, 1))).questions());
        assertEquals(16, model.asked);
        SensitivityReport more = run(model, plan(options(6, 1)));
        assertEquals(6, more.questions());
        assertEquals(24, model.asked);
        assertTrue(more.evaluation().notes().stream().anyMatch(note -> note.contains("first 6 of 20")));
        run(model, plan(options(2, 1)));
        assertEquals(24, model.asked);
    }

    @Test
    void anotherSeedIsRefusedAndAnotherSetOfConditionsIsNot() {
        Asked.Model model = new Asked.Model((question, image) -> "yes");
        SensitivityOptions few = new SensitivityOptions("n", EnumSet.of(ImageCondition.NOISE), null, 1, 100);
        assertEquals(2, run(model, plan(few)).evaluation().conditions().size());
        assertEquals(40, model.asked);
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(model, plan(options(null, 2))));
        assertTrue(String.valueOf(e.getMessage()).contains("another seed"), e.getMessage());
        assertEquals(40, model.asked);
        assertEquals(
                4, run(model, plan(options(null, 1))).evaluation().conditions().size());
        assertEquals(80, model.asked);
    }

    @Test
    void missingImagesAreToldTogetherBeforeAnythingIsAsked() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.delete(images.resolve(i + ".png"));
        }
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> plan(options(null, 1)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("3 of 10 images"), e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).contains("\"2.png\""), e.getMessage());
    }

    @Test
    void questionsWithoutImagesAreLeftOut() {
        List<BenchmarkItem> items =
                new ArrayList<>(Objects.requireNonNull(truth).items());
        items.add(new BenchmarkItem(
                QuestionId.of(99),
                null,
                "Is it?",
                "yes",
                AnswerType.CLOSED,
                items.get(0).traits(),
                "t:99"));
        truth = new GroundTruth(folder.resolve("t.json"), "0", items, List.of());
        SensitivityReport report = run(new Asked.Model((question, image) -> "yes"), plan(options(null, 1)));
        assertEquals(20, report.questions());
        assertTrue(report.evaluation().notes().get(0).startsWith("1 of 21 questions have no image"));
        truth = new GroundTruth(folder.resolve("t.json"), "0", items.subList(20, 21), List.of());
        assertThrows(LlavaMedException.class, () -> plan(options(null, 1)));
    }
}

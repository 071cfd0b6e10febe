package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.eval.judge.ChatEvaluation;
import org.llavamed.eval.judge.ChatGroup;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.sensitivity.ConditionScores;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Prediction;
import org.llavamed.eval.truth.Traits;
import org.llavamed.eval.vqa.GroupScores;
import org.llavamed.eval.vqa.ItemResult;
import org.llavamed.eval.vqa.VqaEvaluation;

/** Evaluations made by hand. */
final class ReportSamples {
    static final String EVIL =
            "</td><script>alert(1)</script>|\n# \"><img src=x onerror=alert(2)> ![i](http://evil.example/i.png)";

    private ReportSamples() {}

    static Estimate estimate(double value, int count) {
        return new Estimate(value, value - 5, value + 5, count);
    }

    static ItemResult item(
            int id,
            AnswerType type,
            @Nullable String image,
            @Nullable String questionType,
            String answer,
            double strict) {
        QuestionId number = QuestionId.of(id);
        Traits traits = new Traits(questionType, "CHEST", null, null, null);
        BenchmarkItem item =
                new BenchmarkItem(number, image, "What is it? " + id, "a thing", type, traits, "truth: record " + id);
        return new ItemResult(
                new AnsweredItem(item, new Prediction(number, "", answer, "m", "answers:" + id)), strict, strict);
    }

    static VqaEvaluation vqa(String name, @Nullable String model, List<ItemResult> items) {
        List<Scores> scores = List.of(scores(ScoreMode.REFERENCE, 61.5, 84.25), scores(ScoreMode.STRICT, 40, 70));
        return new VqaEvaluation(
                name,
                model,
                scores,
                List.of(
                        new GroupScores("question_type", EVIL, 3, scores),
                        new GroupScores("organ", "CHEST", 2, scores)),
                items,
                1,
                List.of("a note with " + EVIL));
    }

    private static Scores scores(ScoreMode mode, double open, double closed) {
        Map<String, Estimate> metrics = new LinkedHashMap<>();
        metrics.put("recall", estimate(open, 179));
        metrics.put("open_accuracy", Estimate.NONE);
        metrics.put(mode == ScoreMode.STRICT ? "closed_accuracy" : "closed_accuracy_batch", estimate(closed, 272));
        return new Scores(mode, metrics, 179, 272);
    }

    static ChatEvaluation chat() {
        List<ChatGroup> groups = new ArrayList<>();
        for (String name : List.of(
                "overall",
                "conversation",
                "detailed_description",
                "chest_xray",
                "mri",
                "histology",
                "gross",
                "ct_scan")) {
            groups.add(
                    name.equals("mri")
                            ? new ChatGroup(name, 0, 1, Estimate.NONE, Estimate.NONE, Estimate.NONE, Estimate.NONE)
                            : new ChatGroup(
                                    name,
                                    20,
                                    0,
                                    estimate(9, 20),
                                    estimate(7, 20),
                                    estimate(43.25, 20),
                                    estimate(42, 20)));
        }
        return new ChatEvaluation(groups, List.of(EVIL), Estimate.NONE);
    }

    static SensitivityEvaluation sensitivity() {
        Estimate one = estimate(60, 272);
        List<ConditionScores> conditions = List.of(
                new ConditionScores(
                        ImageCondition.ORIGINAL, Estimate.NONE, one, one, Estimate.NONE, Estimate.NONE, one),
                new ConditionScores(ImageCondition.SWAPPED, one, one, one, estimate(-1, 272), one, one));
        return new SensitivityEvaluation("vqa-rad", EVIL, conditions, one, one, Estimate.NONE, List.of(EVIL));
    }
}

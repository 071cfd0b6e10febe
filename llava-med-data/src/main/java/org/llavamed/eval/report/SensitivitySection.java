package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.llavamed.data.report.IntervalChart;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.sensitivity.ConditionScores;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;

/** Whether a model looks at the image: its answers with the image, without it, and with the wrong one. */
final class SensitivitySection {
    private SensitivitySection() {}

    static List<Block> blocks(List<SensitivityEvaluation> evaluations) {
        List<Block> blocks = new ArrayList<>();
        evaluations.forEach(evaluation -> one(evaluation, blocks));
        return blocks;
    }

    private static void one(SensitivityEvaluation evaluation, List<Block> blocks) {
        String model = evaluation.modelId();
        blocks.add(new Block.Heading("Does the model look at the image? " + NumberText.model(evaluation.name(), 80)
                + (model == null || model.equals(evaluation.name()) ? "" : ", " + NumberText.model(model, 80))));
        blocks.add(new Block.Paragraph(
                "The same questions with the image, without it, with noise, and with another patient's"
                        + " image. A model that looks at the image changes its answers and loses accuracy when the image is wrong; one"
                        + " whose scores stay where they are answers from the question alone."));
        List<ConditionScores> conditions = evaluation.conditions();
        if (!conditions.isEmpty()) {
            blocks.add(new Block.Drawing(new IntervalChart(
                    "By what the model was shown (strict mode), in percent, with 95 % intervals",
                    0,
                    100,
                    List.of("closed accuracy", "open recall", "answers changed"),
                    conditions.stream()
                            .map(condition -> new IntervalChart.Group(
                                    title(condition.condition()),
                                    List.of(
                                            NumberText.bar(condition.closedAccuracy()),
                                            NumberText.bar(condition.openRecall()),
                                            NumberText.bar(condition.changed()))))
                            .toList())));
            table(conditions, blocks);
        }
        blocks.add(new Block.Table(
                List.of("all with the original images", "percent or points"),
                List.of(
                        List.of("expected share of yes", NumberText.cell(evaluation.expectedYesRate())),
                        List.of(
                                "yes bias (the model's share less the expected one)",
                                NumberText.cell(evaluation.yesBias())),
                        List.of(
                                "hallucination rate (yes to findings known to be absent)",
                                NumberText.cell(evaluation.hallucinationRate())))));
        if (!evaluation.notes().isEmpty()) {
            blocks.add(new Block.Bullets(evaluation.notes()));
        }
    }

    private static void table(List<ConditionScores> conditions, List<Block> blocks) {
        Map<String, Function<ConditionScores, Estimate>> measures = new LinkedHashMap<>();
        measures.put("answers changed", ConditionScores::changed);
        measures.put("closed accuracy", ConditionScores::closedAccuracy);
        measures.put("closed accuracy lost, points", ConditionScores::closedDrop);
        measures.put("open recall", ConditionScores::openRecall);
        measures.put("open recall lost, points", ConditionScores::openDrop);
        measures.put("share of yes", ConditionScores::yesRate);
        List<String> head = new ArrayList<>(List.of(""));
        conditions.forEach(condition -> head.add(title(condition.condition())));
        List<List<String>> rows = new ArrayList<>();
        measures.forEach((name, measure) -> {
            List<String> row = new ArrayList<>(List.of(name));
            conditions.forEach(condition -> row.add(NumberText.cell(measure.apply(condition))));
            rows.add(row);
        });
        blocks.add(new Block.Table(head, rows));
    }

    private static String title(ImageCondition condition) {
        return switch (condition) {
            case ORIGINAL -> "its image";
            case NONE -> "no image";
            case NOISE -> "noise";
            case SWAPPED -> "another patient's image";
        };
    }
}

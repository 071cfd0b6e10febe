package org.llavamed.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.llavamed.eval.judge.ChatJson;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.sensitivity.ConditionScores;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.vqa.ItemResult;
import org.llavamed.eval.vqa.VqaEvaluation;
import org.llavamed.eval.vqa.VqaJson;

/** Evaluations as JSON, with the keys that the {@code evaluate} commands print; null where there is no number. */
final class ReportJson {
    private ReportJson() {}

    static void vqa(ObjectNode json, VqaEvaluation evaluation, List<ItemResult> worst) {
        json.setAll(VqaJson.of(evaluation, "", ""));
        json.remove(List.of("ground_truth", "answers")); // the report has them among its files
        PaperBenchmark benchmark = PaperBenchmark.of(evaluation.name());
        json.put("published_benchmark", benchmark == null ? null : benchmark.key());
        ArrayNode items = json.putArray("items");
        evaluation.items().forEach(result -> item(items.addObject(), result));
        ArrayNode gallery = json.putArray("worst");
        for (ItemResult result : worst) {
            ObjectNode one = gallery.addObject();
            item(one, result);
            BenchmarkItem item = result.answered().item();
            one.put("image", item.image());
            one.put("question", item.question()).put("expected", item.expected());
            one.put("answer", result.answered().prediction().text());
        }
    }

    private static void item(ObjectNode json, ItemResult result) {
        BenchmarkItem item = result.answered().item();
        item.id().put(json, "id");
        json.put("answer_type", item.type().name());
        number(json, "reference", result.reference());
        number(json, "strict", result.strict());
    }

    static void chat(ObjectNode json, ChatPart part) {
        json.put("name", part.name());
        json.set("groups", ChatJson.of(part.evaluation()));
        json.set("position_bias", whole(json, part.evaluation().positionBias()));
        texts(json.putArray("notes"), part.evaluation().notes());
    }

    static void sensitivity(ObjectNode json, SensitivityEvaluation evaluation) {
        json.put("name", evaluation.name());
        json.put("model_id", evaluation.modelId());
        ArrayNode conditions = json.putArray("conditions");
        for (ConditionScores scores : evaluation.conditions()) {
            ObjectNode one = conditions.addObject();
            one.put("condition", scores.condition().name().toLowerCase(Locale.ROOT));
            one.set("changed", whole(json, scores.changed()));
            one.set("closed_accuracy", whole(json, scores.closedAccuracy()));
            one.set("open_recall", whole(json, scores.openRecall()));
            one.set("closed_drop", whole(json, scores.closedDrop()));
            one.set("open_drop", whole(json, scores.openDrop()));
            one.set("yes_rate", whole(json, scores.yesRate()));
        }
        json.set("expected_yes_rate", whole(json, evaluation.expectedYesRate()));
        json.set("yes_bias", whole(json, evaluation.yesBias()));
        json.set("hallucination_rate", whole(json, evaluation.hallucinationRate()));
        texts(json.putArray("notes"), evaluation.notes());
    }

    private static ObjectNode whole(ObjectNode factory, Estimate estimate) {
        ObjectNode json = factory.objectNode();
        number(json, "value", estimate.value());
        number(json, "low", estimate.low());
        number(json, "high", estimate.high());
        return json.put("count", estimate.count());
    }

    static void texts(ArrayNode json, List<String> texts) {
        texts.forEach(json::add);
    }

    private static void number(ObjectNode json, String key, double value) {
        if (Double.isFinite(value)) {
            json.put(key, value);
        } else {
            json.putNull(key);
        }
    }
}

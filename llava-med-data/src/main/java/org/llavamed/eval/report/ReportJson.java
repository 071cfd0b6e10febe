package org.llavamed.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.llavamed.eval.judge.ChatJson;
import org.llavamed.eval.score.EstimateJson;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.vqa.ItemResult;
import org.llavamed.eval.vqa.VqaEvaluation;
import org.llavamed.eval.vqa.VqaJson;

/** Evaluations as JSON, with the keys that the {@code evaluate} commands print; null where there is no number. */
final class ReportJson {
    private ReportJson() {}

    static void vqa(ObjectNode json, VqaEvaluation evaluation, List<ItemResult> worst) {
        json.setAll(VqaJson.of(evaluation));
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
        json.put("reference", EstimateJson.finite(result.reference()));
        json.put("strict", EstimateJson.finite(result.strict()));
    }

    static void chat(ObjectNode json, ChatPart part) {
        json.put("name", part.name());
        json.set("groups", ChatJson.of(part.evaluation()));
        json.set("position_bias", EstimateJson.of(part.evaluation().positionBias()));
        texts(json.putArray("notes"), part.evaluation().notes());
    }

    static void texts(ArrayNode json, List<String> texts) {
        texts.forEach(json::add);
    }
}

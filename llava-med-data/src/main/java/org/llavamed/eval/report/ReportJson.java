package org.llavamed.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.llavamed.eval.judge.ChatGroup;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.sensitivity.ConditionScores;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.vqa.GroupScores;
import org.llavamed.eval.vqa.ItemResult;
import org.llavamed.eval.vqa.VqaEvaluation;

/** Evaluations as JSON, with the keys that the {@code evaluate} commands print; null where there is no number. */
final class ReportJson {
    private ReportJson() {}

    static void vqa(ObjectNode json, VqaEvaluation evaluation, List<ItemResult> worst) {
        json.put("name", evaluation.name());
        json.put("model_id", evaluation.modelId());
        json.put("questions", evaluation.items().size());
        json.put("unanswered", evaluation.unanswered());
        PaperBenchmark benchmark = PaperBenchmark.of(evaluation.name());
        json.put("published_benchmark", benchmark == null ? null : benchmark.key());
        for (Scores scores : evaluation.scores()) {
            String mode = scores(json, scores);
            json.set(mode + "_intervals", metrics(json, scores, ReportJson::interval));
            ObjectNode counts = json.putObject(mode + "_counts");
            scores.metrics().forEach((key, estimate) -> counts.put(key, estimate.count()));
        }
        ArrayNode groups = json.putArray("groups");
        for (GroupScores group : evaluation.groups()) {
            ObjectNode one = groups.addObject();
            one.put("trait", group.trait()).put("value", group.value()).put("count", group.count());
            for (Scores scores : group.scores()) {
                String mode = scores(one, scores);
                one.set(mode + "_intervals", metrics(json, scores, ReportJson::interval));
            }
        }
        texts(json.putArray("notes"), evaluation.notes());
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

    private static String scores(ObjectNode json, Scores scores) {
        String mode = scores.mode().name().toLowerCase(Locale.ROOT);
        ObjectNode values = json.putObject(mode);
        scores.metrics().forEach((key, estimate) -> number(values, key, estimate.value()));
        values.put("num_open", scores.numOpen()).put("num_closed", scores.numClosed());
        return mode;
    }

    private static ObjectNode metrics(ObjectNode factory, Scores scores, Function<Estimate, double[]> ends) {
        ObjectNode json = factory.objectNode();
        scores.metrics().forEach((key, estimate) -> {
            double[] interval = ends.apply(estimate);
            if (interval.length == 0) {
                json.putNull(key);
            } else {
                json.putArray(key).add(interval[0]).add(interval[1]);
            }
        });
        return json;
    }

    private static double[] interval(Estimate estimate) {
        return estimate.hasInterval() ? new double[] {estimate.low(), estimate.high()} : new double[0];
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
        ObjectNode groups = json.putObject("groups");
        for (ChatGroup group : part.evaluation().groups()) {
            ObjectNode one = groups.putObject(group.name());
            one.put("count", group.count());
            estimate(one, "reference_score", group.referenceScore());
            estimate(one, "model_score", group.modelScore());
            estimate(one, "relative_mean_of_ratios", group.relativeMeanOfRatios());
            estimate(one, "relative_ratio_of_means", group.relativeRatioOfMeans());
            one.put("unparsed", group.unparsed());
        }
        texts(json.putArray("notes"), part.evaluation().notes());
    }

    private static void estimate(ObjectNode json, String key, Estimate estimate) {
        number(json, key, estimate.value());
        if (estimate.hasInterval()) {
            json.putArray(key + "_interval").add(estimate.low()).add(estimate.high());
        } else {
            json.putNull(key + "_interval");
        }
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

package org.llavamed.eval.vqa;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.llavamed.eval.score.EstimateJson;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;

/**
 * Evaluations and comparisons as JSON. Values are percent, not rounded; null where there is nothing. In {@code reference} and {@code strict}
 * every metric is a plain number; intervals and denominators lie beside them under {@code reference_intervals}, {@code reference_counts}
 * and so on, without the metrics that have none.
 */
public final class VqaJson {
    private VqaJson() {}

    /**
     * An evaluation as JSON.
     *
     * @param evaluation the evaluation
     * @param groundTruth name of the file of the questions
     * @param answers name of the answer file
     * @return {@code {"name", "ground_truth", "answers", "model_id", "questions", "unanswered", "reference": {...},
     *     "reference_intervals": {key: [low, high]}, "reference_counts": {key: n}, "strict": ..., "groups": [{"trait", "value", "count",
     *     "reference", "strict"}], "notes": [...]}}; a mode that was not asked for is absent
     */
    public static ObjectNode of(VqaEvaluation evaluation, String groundTruth, String answers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", evaluation.name());
        json.put("ground_truth", groundTruth);
        json.put("answers", answers);
        putAll(json, evaluation);
        return json;
    }

    /**
     * An evaluation as JSON, without the names of the files.
     *
     * @param evaluation the evaluation
     * @return the same without {@code ground_truth} and {@code answers}
     */
    public static ObjectNode of(VqaEvaluation evaluation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", evaluation.name());
        putAll(json, evaluation);
        return json;
    }

    private static void putAll(ObjectNode json, VqaEvaluation evaluation) {
        json.put("model_id", evaluation.modelId());
        json.put("questions", evaluation.items().size());
        json.put("unanswered", evaluation.unanswered());
        evaluation.scores().forEach(scores -> putAll(json, scores));
        ArrayNode groups = json.putArray("groups");
        for (GroupScores group : evaluation.groups()) {
            ObjectNode one = groups.addObject();
            one.put("trait", group.trait());
            one.put("value", group.value());
            one.put("count", group.count());
            group.scores().forEach(scores -> putAll(one, scores));
        }
        ArrayNode notes = json.putArray("notes");
        evaluation.notes().forEach(notes::add);
    }

    /**
     * A comparison as JSON.
     *
     * @param comparison the comparison
     * @return {@code {"first": {"file", "model_id"}, "second": ..., "questions", "left_out", "reference": {"num_closed", "both_right",
     *     "neither_right", "first_only", "second_only", "mcnemar_exact_p", "mcnemar_mid_p", "closed_accuracy": {"first", "second",
     *     "difference", "interval"}, "recall": ...}, "strict": ..., "notes"}}
     */
    public static ObjectNode of(VqaComparison comparison) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("first").put("file", comparison.first()).put("model_id", comparison.firstModel());
        json.putObject("second").put("file", comparison.second()).put("model_id", comparison.secondModel());
        json.put("questions", comparison.questions());
        json.put("left_out", comparison.leftOut());
        for (VqaComparison.Mode mode : comparison.modes()) {
            ObjectNode one = json.putObject(key(mode.mode()));
            one.put("num_closed", mode.numClosed());
            one.put("both_right", mode.bothRight());
            one.put("neither_right", mode.neitherRight());
            one.put("first_only", mode.closed().firstOnly());
            one.put("second_only", mode.closed().secondOnly());
            one.put(
                    "mcnemar_exact_p",
                    mode.numClosed() == 0 ? null : (Double) mode.closed().exact());
            one.put(
                    "mcnemar_mid_p",
                    mode.numClosed() == 0 ? null : (Double) mode.closed().midP());
            put(one, "closed_accuracy", mode.closedAccuracy());
            put(one, "recall", mode.recall());
        }
        ArrayNode notes = json.putArray("notes");
        comparison.notes().forEach(notes::add);
        return json;
    }

    private static void put(ObjectNode json, String key, VqaComparison.Paired paired) {
        ObjectNode one = json.putObject(key);
        one.put("first", EstimateJson.finite(paired.first().value()));
        one.put("second", EstimateJson.finite(paired.second().value()));
        one.put("difference", EstimateJson.finite(paired.difference().value()));
        EstimateJson.putInterval(one, "interval", paired.difference());
        one.put("count", paired.difference().count());
    }

    private static void putAll(ObjectNode json, Scores scores) {
        String mode = key(scores.mode());
        ObjectNode values = json.putObject(mode);
        ObjectNode intervals = json.putObject(mode + "_intervals");
        ObjectNode counts = json.putObject(mode + "_counts");
        scores.metrics().forEach((key, estimate) -> {
            values.put(key, EstimateJson.finite(estimate.value()));
            if (estimate.hasInterval()) {
                EstimateJson.putInterval(intervals, key, estimate);
            }
            counts.put(key, estimate.count());
        });
        values.put("num_open", scores.numOpen());
        values.put("num_closed", scores.numClosed());
    }

    private static String key(ScoreMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}

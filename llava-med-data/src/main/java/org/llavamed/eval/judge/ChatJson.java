package org.llavamed.eval.judge;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.EstimateJson;

/** The scores of a file of reviews as JSON. */
public final class ChatJson {
    private ChatJson() {}

    /**
     * The groups by name, and nothing else.
     *
     * @param evaluation the scores
     * @return for each group {@code count, reference_score, model_score, relative_mean_of_ratios, relative_ratio_of_means,
     *     unparsed} and of each score {@code ..._interval: [low, high]}; scores are not rounded, null where nothing was counted
     */
    public static ObjectNode of(ChatEvaluation evaluation) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (ChatGroup group : evaluation.groups()) {
            ObjectNode values = json.putObject(group.name());
            values.put("count", group.count());
            put(values, "reference_score", group.referenceScore());
            put(values, "model_score", group.modelScore());
            put(values, "relative_mean_of_ratios", group.relativeMeanOfRatios());
            put(values, "relative_ratio_of_means", group.relativeRatioOfMeans());
            values.put("unparsed", group.unparsed());
            putInterval(values, "reference_score", group.referenceScore());
            putInterval(values, "model_score", group.modelScore());
            putInterval(values, "relative_mean_of_ratios", group.relativeMeanOfRatios());
            putInterval(values, "relative_ratio_of_means", group.relativeRatioOfMeans());
        }
        return json;
    }

    private static void put(ObjectNode json, String key, Estimate estimate) {
        json.put(key, EstimateJson.finite(estimate.value()));
    }

    private static void putInterval(ObjectNode json, String key, Estimate estimate) {
        EstimateJson.putInterval(json, key + "_interval", estimate);
    }
}

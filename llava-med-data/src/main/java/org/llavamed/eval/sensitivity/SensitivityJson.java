package org.llavamed.eval.sensitivity;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.llavamed.eval.score.EstimateJson;

/** Comparisons as JSON. */
public final class SensitivityJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private SensitivityJson() {}

    /**
     * One object: {@code name, model_id, questions, yes_no_questions, conditions, expected_yes_rate, yes_bias, hallucination_rate, probes,
     * undecided, baselines, notes}. Every estimate is {@code {"value", "low", "high", "count"}} in percent, null where there is nothing.
     *
     * @param report the comparison
     * @return the object
     */
    public static ObjectNode toJson(SensitivityReport report) {
        ObjectNode json = begin(report.evaluation());
        json.put("questions", report.questions());
        json.put("yes_no_questions", report.yesNoQuestions());
        putRates(json, report.evaluation());
        json.putObject("probes")
                .put("benchmark", report.ownProbes())
                .put("more", report.moreProbes())
                .put("undecided", report.undecidedProbes());
        ObjectNode undecided = json.putObject("undecided");
        report.undecided().forEach((condition, count) -> undecided.put(SensitivityFiles.name(condition), count));
        ArrayNode baselines = json.putArray("baselines");
        for (Baseline baseline : report.baselines()) {
            ObjectNode node = baselines.addObject();
            node.put("answer_type", baseline.type().name());
            node.put("question_type", baseline.questionType());
            node.put("answer", baseline.answer());
            node.set("score", EstimateJson.of(baseline.score()));
        }
        return end(json, report.evaluation());
    }

    /**
     * The same without what is only told beside the comparison: {@code name, model_id, conditions, expected_yes_rate, yes_bias,
     * hallucination_rate, notes}.
     *
     * @param evaluation the comparison
     * @return the object
     */
    public static ObjectNode toJson(SensitivityEvaluation evaluation) {
        ObjectNode json = begin(evaluation);
        putRates(json, evaluation);
        return end(json, evaluation);
    }

    private static ObjectNode begin(SensitivityEvaluation evaluation) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", evaluation.name())
                .put("model_id", evaluation.modelId());
    }

    private static void putRates(ObjectNode json, SensitivityEvaluation evaluation) {
        ArrayNode conditions = json.putArray("conditions");
        for (ConditionScores scores : evaluation.conditions()) {
            ObjectNode one = conditions.addObject().put("condition", SensitivityFiles.name(scores.condition()));
            one.set("changed", EstimateJson.of(scores.changed()));
            one.set("closed_accuracy", EstimateJson.of(scores.closedAccuracy()));
            one.set("open_recall", EstimateJson.of(scores.openRecall()));
            one.set("closed_drop", EstimateJson.of(scores.closedDrop()));
            one.set("open_drop", EstimateJson.of(scores.openDrop()));
            one.set("yes_rate", EstimateJson.of(scores.yesRate()));
        }
        json.set("expected_yes_rate", EstimateJson.of(evaluation.expectedYesRate()));
        json.set("yes_bias", EstimateJson.of(evaluation.yesBias()));
        json.set("hallucination_rate", EstimateJson.of(evaluation.hallucinationRate()));
    }

    private static ObjectNode end(ObjectNode json, SensitivityEvaluation evaluation) {
        ArrayNode notes = json.putArray("notes");
        evaluation.notes().forEach(notes::add);
        return json;
    }

    /** The object on several lines, as a file. */
    static byte[] pretty(SensitivityReport report) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(toJson(report));
        } catch (JacksonException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }
}

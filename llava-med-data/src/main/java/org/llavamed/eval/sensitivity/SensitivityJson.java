package org.llavamed.eval.sensitivity;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.llavamed.eval.score.Estimate;

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
        SensitivityEvaluation evaluation = report.evaluation();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", evaluation.name());
        json.put("model_id", evaluation.modelId());
        json.put("questions", report.questions());
        json.put("yes_no_questions", report.yesNoQuestions());
        ArrayNode conditions = json.putArray("conditions");
        evaluation.conditions().forEach(scores -> add(conditions.addObject(), scores));
        put(json, "expected_yes_rate", evaluation.expectedYesRate());
        put(json, "yes_bias", evaluation.yesBias());
        put(json, "hallucination_rate", evaluation.hallucinationRate());
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
            put(node, "score", baseline.score());
        }
        ArrayNode notes = json.putArray("notes");
        evaluation.notes().forEach(notes::add);
        return json;
    }

    private static void add(ObjectNode json, ConditionScores scores) {
        json.put("condition", SensitivityFiles.name(scores.condition()));
        put(json, "changed", scores.changed());
        put(json, "closed_accuracy", scores.closedAccuracy());
        put(json, "open_recall", scores.openRecall());
        put(json, "closed_drop", scores.closedDrop());
        put(json, "open_drop", scores.openDrop());
        put(json, "yes_rate", scores.yesRate());
    }

    private static void put(ObjectNode json, String key, Estimate estimate) {
        ObjectNode node = json.putObject(key);
        number(node, "value", estimate.value());
        number(node, "low", estimate.low());
        number(node, "high", estimate.high());
        node.put("count", estimate.count());
    }

    private static void number(ObjectNode json, String key, double value) {
        if (Double.isFinite(value)) {
            json.put(key, value);
        } else {
            json.putNull(key);
        }
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

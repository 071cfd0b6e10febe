package org.llavamed.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.llavamed.data.file.JsonFile;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.sensitivity.ConditionScores;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;

/** Reads back what {@code llava-med evaluate sensitivity} left in its folder. */
public final class SavedSensitivity {
    /** Name of the file in the folder. */
    public static final String FILE = "sensitivity.json";

    private static final int MAX_BYTES = 16 << 20;

    private SavedSensitivity() {}

    /**
     * Reads a comparison.
     *
     * @param folder the folder of a finished run
     * @return the comparison; what constant answers reach is told in its notes
     * @throws LlavaMedException if the run did not finish, or the file is something else; the message names file and key
     */
    public static SensitivityEvaluation read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            throw new LlavaMedException(file
                    + ": no such file; `evaluate sensitivity` writes it at the end of a run, which goes on when it is started"
                    + " again");
        }
        JsonRecord json = parse(file);
        List<ConditionScores> conditions = new ArrayList<>();
        JsonNode list = json.list("conditions");
        for (int i = 0; i < list.size(); i++) {
            conditions.add(condition(json.inside("conditions[" + i + "]", list.get(i))));
        }
        List<String> notes = new ArrayList<>();
        json.list("notes").forEach(note -> notes.add(note.asText()));
        notes.addAll(baselines(json));
        return new SensitivityEvaluation(
                json.string("name"),
                json.optionalString("model_id"),
                conditions,
                estimate(json, "expected_yes_rate"),
                estimate(json, "yes_bias"),
                estimate(json, "hallucination_rate"),
                notes);
    }

    private static JsonRecord parse(Path file) {
        JsonNode root = JsonFile.read(file, MAX_BYTES, "the result of `evaluate sensitivity`");
        if (!root.isObject()) {
            throw new LlavaMedException(file + ": is " + JsonRecord.kind(root) + ", not an object");
        }
        return new JsonRecord(file.toString(), 1, null, "", root);
    }

    private static ConditionScores condition(JsonRecord json) {
        String name = json.string("condition");
        ImageCondition condition;
        try {
            condition = ImageCondition.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw json.refuse("condition", "\"" + name + "\" is no condition");
        }
        return new ConditionScores(
                condition,
                estimate(json, "changed"),
                estimate(json, "closed_accuracy"),
                estimate(json, "open_recall"),
                estimate(json, "closed_drop"),
                estimate(json, "open_drop"),
                estimate(json, "yes_rate"));
    }

    private static Estimate estimate(JsonRecord json, String key) {
        JsonNode node = json.find(key);
        if (node == null || !node.isObject() || !node.path("count").canConvertToInt()) {
            throw json.refuse(key, "is not {\"value\", \"low\", \"high\", \"count\"}");
        }
        return estimate(node);
    }

    private static Estimate estimate(JsonNode node) {
        return new Estimate(
                number(node.path("value")),
                number(node.path("low")),
                number(node.path("high")),
                node.path("count").asInt());
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    private static List<String> baselines(JsonRecord json) {
        List<String> lines = new ArrayList<>();
        JsonNode baselines = json.find("baselines");
        if (baselines != null) {
            for (JsonNode baseline : baselines) {
                String type = baseline.path("question_type").isTextual()
                        ? " of type " + baseline.path("question_type").asText()
                        : "";
                String answer = baseline.path("answer").isTextual()
                        ? "always answering \""
                                + NumberText.cut(baseline.path("answer").asText(), 60) + "\""
                        : "the most frequent answer of each type";
                lines.add("Without a look at image or question, " + answer + " scores "
                        + NumberText.of(estimate(baseline.path("score"))) + " on "
                        + baseline.path("answer_type").asText().toLowerCase(Locale.ROOT) + " questions" + type + ".");
            }
        }
        return lines;
    }
}

package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.llavamed.data.file.AtomicFile;
import org.llavamed.data.file.JsonFile;

/** Puts the scores of all variants into one table. */
record TrendTable(List<Trends.Variant> variants) {
    /** The table as JSON. */
    static final String JSON = "trends/table/trends.json";

    /** The table as Markdown. */
    static final String MARKDOWN = "trends/table/trends.md";

    private static final int LARGEST = 1 << 24;

    /** The stage that reads the reports of the variants. */
    Stage stage(List<String> reports) {
        ObjectNode rows = SettingsJson.object();
        variants.forEach(variant -> rows.put(variant.evaluation(), variant.name()));
        return new Stage("trends/table", rows, reports, List.of(JSON, MARKDOWN), false, this::write);
    }

    private ObjectNode write(StageRun run) {
        ChainLog log = ChainLog.of(run.path("."));
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        List<String> lines = new ArrayList<>();
        lines.add("| Variant | Closed, % | Open, % | Hallucination, % | Training, s |");
        lines.add("|---|--:|--:|--:|--:|");
        for (Trends.Variant variant : variants) {
            JsonNode scores = JsonFile.read(
                            run.path(variant.evaluation() + "/" + EvaluationStage.REPORT), LARGEST, "a report")
                    .path("scores");
            ObjectNode row = rows.addObject();
            row.put("variant", variant.name());
            row.set("closed_accuracy", scores.path("closed_accuracy"));
            row.set("open_recall", scores.path("open_recall"));
            row.set("hallucination_rate", scores.path("hallucination_rate"));
            double seconds = seconds(log, variant.trained());
            row.put("training_seconds", Math.round(seconds));
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %d |",
                    variant.name(),
                    cell(scores.path("closed_accuracy")),
                    cell(scores.path("open_recall")),
                    cell(scores.path("hallucination_rate")),
                    Math.round(seconds)));
        }
        AtomicFile.write(run.path(JSON), (SettingsJson.pretty(rows) + "\n").getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(run.path(MARKDOWN), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        return SettingsJson.object("variants", variants.size());
    }

    private static double seconds(ChainLog log, List<String> stages) {
        double sum = 0;
        for (String stage : stages) {
            ChainLog.Entry entry = log.of(stage);
            sum += entry == null ? 0 : entry.seconds();
        }
        return sum;
    }

    /** {@code 91.2 [89.0, 93.1]}, an interval only where there is one. */
    private static String cell(JsonNode estimate) {
        JsonNode value = estimate.path("value");
        if (!value.isNumber()) {
            return "\u2014";
        }
        boolean interval =
                estimate.path("low").isNumber() && estimate.path("high").isNumber();
        return Words.percent(value.asDouble())
                + (interval
                        ? " [" + Words.percent(estimate.path("low").asDouble()) + ", "
                                + Words.percent(estimate.path("high").asDouble()) + "]"
                        : "");
    }
}

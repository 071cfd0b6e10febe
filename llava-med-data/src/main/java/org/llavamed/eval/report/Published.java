package org.llavamed.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The published figures, each row with what it is: LLaVA-Med's paper (tables of fine-tuned models and of the chat evaluation) and its
 * authors' notebook of results, which has no figures for v1.5. All in percent.
 */
final class Published {
    private static final JsonNode FILE = read();
    private static final List<Row> ROWS = rows();

    private Published() {}

    /**
     * Figures of one model on the three benchmarks.
     *
     * @param method the model, as the table calls it
     * @param kind {@code fine_tuned}, {@code zero_shot} or {@code literature}
     * @param inPaperTable whether it stands in the paper's table of fine-tuned models
     * @param beside whether it stands beside our figures although it is not in that table
     * @param source where it was published
     * @param initialisation what the model was before it was trained on the benchmark
     * @param epochs how long it was trained; empty if it was not
     * @param radVariant the variant of VQA-RAD, or null if it has no figures for VQA-RAD
     * @param openMetric what the open column is
     * @param closedMetric what the closed column is
     * @param figures open and closed by benchmark
     * @param caveats keys of what is wrong with it
     */
    record Row(
            String method,
            String kind,
            boolean inPaperTable,
            boolean beside,
            String source,
            String initialisation,
            String epochs,
            @Nullable String radVariant,
            String openMetric,
            String closedMetric,
            Map<PaperBenchmark, Figures> figures,
            List<String> caveats) {
        boolean zeroShot() {
            return kind.equals("zero_shot");
        }

        boolean literature() {
            return kind.equals("literature");
        }
    }

    /** The two columns of a benchmark. */
    record Figures(double open, double closed) {}

    /** Relative scores of a model by group of the chat evaluation. */
    record ChatRow(String method, String training, Map<String, Double> relative) {}

    private static JsonNode read() {
        try (InputStream in = Published.class.getResourceAsStream("published.json")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks published.json");
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (JsonNode json : FILE.path("vqa")) {
            Map<PaperBenchmark, Figures> figures = new LinkedHashMap<>();
            for (PaperBenchmark benchmark : PaperBenchmark.values()) {
                JsonNode pair = json.path(benchmark.key());
                if (pair.isArray()) {
                    figures.put(
                            benchmark,
                            new Figures(pair.get(0).doubleValue(), pair.get(1).doubleValue()));
                }
            }
            rows.add(new Row(
                    json.path("method").asText(),
                    json.path("kind").asText(),
                    json.path("in_paper_table").asBoolean(),
                    json.path("beside").asBoolean(),
                    json.path("source").asText(),
                    json.path("initialisation").asText(),
                    json.path("epochs").asText(),
                    json.path("vqa_rad_variant").textValue(),
                    json.path("open_metric").asText(),
                    json.path("closed_metric").asText(),
                    figures,
                    texts(json.path("caveats"))));
        }
        return List.copyOf(rows);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** Everything, as it is in the file. */
    static ObjectNode json() {
        return FILE.deepCopy();
    }

    /** All rows of the VQA benchmarks. */
    static List<Row> vqa() {
        return ROWS;
    }

    /** What is left out, and why. */
    static List<String> notes() {
        return texts(FILE.path("notes"));
    }

    /** The caveats that concern one of these benchmarks, by key. */
    static Map<String, String> vqaCaveats(Set<PaperBenchmark> benchmarks) {
        Map<String, String> caveats = new LinkedHashMap<>();
        FILE.path("vqa_caveats").properties().forEach(entry -> {
            List<String> about = texts(entry.getValue().path("about"));
            if (benchmarks.stream().anyMatch(benchmark -> about.contains(benchmark.key()))) {
                caveats.put(entry.getKey(), entry.getValue().path("text").asText());
            }
        });
        return caveats;
    }

    /** The rows of the chat evaluation. */
    static List<ChatRow> chat() {
        List<ChatRow> rows = new ArrayList<>();
        for (JsonNode json : FILE.path("chat")) {
            Map<String, Double> relative = new LinkedHashMap<>();
            json.path("relative")
                    .properties()
                    .forEach(entry ->
                            relative.put(entry.getKey(), entry.getValue().doubleValue()));
            rows.add(new ChatRow(
                    json.path("method").asText(), json.path("training").asText(), relative));
        }
        return rows;
    }

    /** How many questions of a group were published. */
    static int chatCount(String group) {
        return FILE.path("chat_counts").path(group).asInt();
    }

    /** What is wrong with the chat evaluation; holds for all rows. */
    static List<String> chatCaveats() {
        return texts(FILE.path("chat_caveats"));
    }
}

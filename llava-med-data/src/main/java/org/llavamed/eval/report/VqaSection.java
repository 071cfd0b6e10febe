package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.llavamed.data.report.IntervalChart;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.vqa.GroupScores;
import org.llavamed.eval.vqa.VqaEvaluation;

/** The scores of the benchmarks: all beside each other, then each in full and by what the data say about its questions. */
final class VqaSection {
    private static final int MOST_GROUPS = 16; // in a chart; the table has all

    private VqaSection() {}

    static List<Block> blocks(List<VqaPart> parts) {
        List<Block> blocks = new ArrayList<>();
        if (!parts.isEmpty()) {
            List<String> labels = VqaPart.labels(parts);
            overall(parts, labels, blocks);
            for (int i = 0; i < parts.size(); i++) {
                one(parts.get(i).evaluation(), labels.get(i), blocks);
            }
        }
        return blocks;
    }

    private static void overall(List<VqaPart> parts, List<String> labels, List<Block> blocks) {
        List<Scores> all = parts.stream()
                .flatMap(part -> part.evaluation().scores().stream())
                .toList();
        List<ModeMetric> metrics = ModeMetric.in(all);
        blocks.add(new Block.Heading("Benchmarks"));
        Map<String, List<Scores>> byLabel = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            byLabel.put(labels.get(i), parts.get(i).evaluation().scores());
        }
        chart("Overall, in percent, with 95 % intervals", metrics, byLabel, blocks);
        List<List<String>> rows = new ArrayList<>();
        byLabel.forEach((label, scores) -> rows.add(row(label, metrics, scores)));
        blocks.add(new Block.Table(head("", metrics), rows));
    }

    private static void chart(
            String title, List<ModeMetric> metrics, Map<String, List<Scores>> groups, List<Block> blocks) {
        if (!metrics.isEmpty() && !groups.isEmpty()) {
            List<IntervalChart.Group> bars = new ArrayList<>();
            groups.forEach((label, scores) -> bars.add(new IntervalChart.Group(
                    label,
                    metrics.stream()
                            .map(metric -> NumberText.bar(metric.of(scores)))
                            .toList())));
            blocks.add(new Block.Drawing(new IntervalChart(
                    title, 0, 100, metrics.stream().map(ModeMetric::title).toList(), bars)));
        }
    }

    private static List<String> head(String first, List<ModeMetric> metrics) {
        List<String> head = new ArrayList<>(List.of(first));
        metrics.forEach(metric -> head.add(metric.title()));
        return head;
    }

    private static List<String> row(String label, List<ModeMetric> metrics, List<Scores> scores) {
        List<String> row = new ArrayList<>(List.of(label));
        metrics.forEach(metric -> row.add(NumberText.cell(metric.of(scores))));
        return row;
    }

    private static void one(VqaEvaluation evaluation, String label, List<Block> blocks) {
        blocks.add(new Block.Heading("Scores: " + label));
        long closed = evaluation.items().stream()
                .filter(item -> item.answered().item().type() == AnswerType.CLOSED)
                .count();
        blocks.add(new Block.Paragraph(String.format(
                Locale.ROOT,
                "Model: %s. %,d questions with an answer: %,d closed, %,d open. Questions without an answer: %,d.",
                evaluation.modelId() == null ? "not named by its answers" : NumberText.model(evaluation.modelId(), 200),
                evaluation.items().size(),
                closed,
                evaluation.items().size() - closed,
                evaluation.unanswered())));
        if (!evaluation.notes().isEmpty()) {
            blocks.add(new Block.Bullets(evaluation.notes()));
        }
        metrics(evaluation, blocks);
        Map<String, List<GroupScores>> traits = new LinkedHashMap<>();
        evaluation
                .groups()
                .forEach(group -> traits.computeIfAbsent(group.trait(), trait -> new ArrayList<>())
                        .add(group));
        traits.forEach((trait, groups) -> trait(trait, groups, blocks));
    }

    private static void metrics(VqaEvaluation evaluation, List<Block> blocks) {
        Set<String> keys = new LinkedHashSet<>();
        evaluation.scores().forEach(scores -> keys.addAll(scores.metrics().keySet()));
        List<List<String>> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> row = new ArrayList<>(List.of(key.replace('_', ' ')));
            evaluation.scores().forEach(scores -> row.add(NumberText.cell(scores.metric(key))));
            rows.add(row);
        }
        List<String> head = new ArrayList<>(List.of("metric"));
        evaluation.scores().forEach(scores -> head.add(mode(scores.mode()) + " mode"));
        blocks.add(new Block.Table(head, rows));
    }

    static String mode(ScoreMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static void trait(String trait, List<GroupScores> groups, List<Block> blocks) {
        List<GroupScores> largest = groups.stream()
                .sorted(Comparator.comparingInt(GroupScores::count).reversed().thenComparing(GroupScores::value))
                .toList();
        String name = trait.replace('_', ' ');
        List<ModeMetric> metrics = ModeMetric.in(
                groups.stream().flatMap(group -> group.scores().stream()).toList());
        // Two bars for each value are enough to look at: strict mode's, if there is one.
        List<ModeMetric> shown = metrics.stream()
                .filter(metric -> metric.mode() == metrics.get(0).mode())
                .toList();
        Map<String, List<Scores>> charted = new LinkedHashMap<>();
        largest.stream()
                .limit(MOST_GROUPS)
                .forEach(group -> charted.put(NumberText.cut(group.value(), 60), group.scores()));
        blocks.add(new Block.Subheading("By " + name));
        String some = largest.size() > charted.size()
                ? "; the " + charted.size() + " most frequent of " + largest.size()
                : "";
        chart("Closed accuracy and open recall by " + name + ", in percent" + some, shown, charted, blocks);
        List<String> head = head(name, metrics);
        head.add(1, "questions");
        List<List<String>> rows = new ArrayList<>();
        for (GroupScores group : largest) {
            List<String> row = row(NumberText.cut(group.value(), 120), metrics, group.scores());
            row.add(1, String.format(Locale.ROOT, "%,d", group.count()));
            rows.add(row);
        }
        blocks.add(new Block.Table(head, rows));
    }

    /** What the paper's two columns are in our scores. */
    static Estimate open(VqaEvaluation evaluation, ScoreMode mode) {
        return (mode == ScoreMode.STRICT ? ModeMetric.OPEN_STRICT : ModeMetric.OPEN_REFERENCE).of(evaluation.scores());
    }

    static Estimate closed(VqaEvaluation evaluation, ScoreMode mode) {
        return (mode == ScoreMode.STRICT ? ModeMetric.CLOSED_STRICT : ModeMetric.CLOSED_REFERENCE)
                .of(evaluation.scores());
    }
}

package org.llavamed.examples.commands;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.vqa.GroupScores;
import org.llavamed.eval.vqa.VqaComparison;
import org.llavamed.eval.vqa.VqaEvaluation;

/** Scores and comparisons as text. */
final class VqaTable {
    private static final int LONGEST = 24;

    private VqaTable() {}

    static List<String> lines(VqaEvaluation evaluation) {
        List<String> lines = new ArrayList<>();
        int open = evaluation.scores().get(0).numOpen();
        int closed = evaluation.scores().get(0).numClosed();
        lines.add(evaluation.name() + (evaluation.modelId() == null ? "" : ", model " + evaluation.modelId()));
        lines.add(CountText.of(evaluation.items().size(), "question") + " answered: " + open + " open, " + closed
                + " closed" + (evaluation.unanswered() == 0 ? "" : "; " + evaluation.unanswered() + " without answer"));
        lines.add("");
        StringBuilder head = new StringBuilder(first("percent [95 %] n"));
        evaluation.scores().forEach(scores -> head.append(cell(ScoringOptions.name(scores.mode()))));
        lines.add(head.toString());
        Set<String> keys = new LinkedHashSet<>();
        evaluation.scores().forEach(scores -> keys.addAll(scores.metrics().keySet()));
        for (String key : keys) {
            StringBuilder row = new StringBuilder(first(key));
            evaluation
                    .scores()
                    .forEach(scores ->
                            row.append(cell(scores.metrics().containsKey(key) ? text(scores.metric(key)) : "-")));
            lines.add(row.toString());
        }
        if (!evaluation.groups().isEmpty()) {
            addGroups(lines, evaluation.groups());
        }
        return lines;
    }

    private static void addGroups(List<String> lines, List<GroupScores> groups) {
        int last = groups.get(0).scores().size() - 1; // strict, if it is there
        String mode = ScoringOptions.name(groups.get(0).scores().get(last).mode());
        String trait = "";
        for (GroupScores group : groups) {
            if (!group.trait().equals(trait)) {
                trait = group.trait();
                lines.add("");
                lines.add(first(trait + " (" + mode + ")") + cell("closed_accuracy") + cell("recall"));
            }
            Scores scores = group.scores().get(last);
            lines.add(first(group.value())
                    + cell(text(scores.metric("closed_accuracy")))
                    + cell(text(scores.metric("recall"))));
        }
    }

    static List<String> lines(VqaComparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add("A  " + comparison.first() + model(comparison.firstModel()));
        lines.add("B  " + comparison.second() + model(comparison.secondModel()));
        lines.add(CountText.of(comparison.questions(), "question") + " answered by both");
        for (VqaComparison.Mode mode : comparison.modes()) {
            lines.add("");
            lines.add(first(ScoringOptions.name(mode.mode())) + cell("A") + cell("B") + cell("B - A, points"));
            lines.add(row("closed_accuracy", mode.closedAccuracy()));
            lines.add(row("recall", mode.recall()));
            lines.add(String.format(
                    Locale.ROOT,
                    "closed questions right: both %d, only A %d, only B %d, neither %d",
                    mode.bothRight(),
                    mode.closed().firstOnly(),
                    mode.closed().secondOnly(),
                    mode.neitherRight()));
            if (mode.numClosed() > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "McNemar's test: exact p = %.4g, mid-p = %.4g",
                        mode.closed().exact(),
                        mode.closed().midP()));
            }
        }
        return lines;
    }

    private static String model(@Nullable String model) {
        return model == null ? "" : ", model " + model;
    }

    private static String row(String name, VqaComparison.Paired paired) {
        return first(name) + cell(text(paired.first())) + cell(text(paired.second())) + cell(text(paired.difference()));
    }

    private static String text(Estimate estimate) {
        if (!estimate.known()) {
            return "not known";
        }
        String interval = estimate.hasInterval()
                ? String.format(Locale.ROOT, "[%.2f, %.2f]", estimate.low(), estimate.high())
                : "[no interval]";
        boolean tiny = estimate.value() > 0 && estimate.value() < 0.005; // BLEU without smoothing is hardly ever 0
        String value = tiny ? " <0.01" : String.format(Locale.ROOT, "%6.2f", estimate.value());
        return String.format(Locale.ROOT, "%s %s %d", value, interval, estimate.count());
    }

    private static String first(String text) {
        String shown = text.codePointCount(0, text.length()) > LONGEST
                ? text.substring(0, text.offsetByCodePoints(0, LONGEST - 3)) + "..."
                : text;
        return String.format(Locale.ROOT, "%-24s", shown);
    }

    private static String cell(String text) {
        return String.format(Locale.ROOT, "  %-28s", text);
    }
}

package org.llavamed.examples.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.sensitivity.Baseline;
import org.llavamed.eval.sensitivity.ConditionScores;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;
import org.llavamed.eval.sensitivity.SensitivityReport;
import org.llavamed.eval.truth.AnswerType;

/** A comparison of answers with and without the image as a person reads it. */
final class SensitivityText {
    private static final int WIDTH = 24;

    private SensitivityText() {}

    static List<String> lines(SensitivityReport report) {
        SensitivityEvaluation evaluation = report.evaluation();
        List<String> lines = new ArrayList<>();
        lines.add(PlainText.of(evaluation.name()) + ", " + CountText.of(report.questions(), "question")
                + "; percent [95 % interval] (denominator)");
        lines.add("");
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-26s", ""));
        evaluation.conditions().forEach(scores -> head.append(cell(name(scores.condition()))));
        lines.add(head.toString().stripTrailing());
        row(lines, "answers changed", evaluation, ConditionScores::changed);
        row(lines, "closed accuracy", evaluation, ConditionScores::closedAccuracy);
        row(lines, "  lost (points)", evaluation, ConditionScores::closedDrop);
        row(lines, "open recall", evaluation, ConditionScores::openRecall);
        row(lines, "  lost (points)", evaluation, ConditionScores::openDrop);
        row(lines, "says yes", evaluation, ConditionScores::yesRate);
        StringBuilder undecided = new StringBuilder(String.format(Locale.ROOT, "%-26s", "neither yes nor no"));
        report.undecided().values().forEach(count -> undecided.append(cell(count + " of " + report.yesNoQuestions())));
        lines.add(undecided.toString().stripTrailing());
        lines.add("");
        lines.add(value("yes is right in", evaluation.expectedYesRate()));
        lines.add(value("yes-bias (points)", evaluation.yesBias()));
        lines.add(value("hallucination rate", evaluation.hallucinationRate()));
        lines.add("");
        lines.add("Without a look at the image, by constant answers chosen to fit:");
        for (Baseline baseline : report.baselines()) {
            String metric = baseline.type() == AnswerType.CLOSED ? "closed accuracy" : "open recall";
            String type = baseline.questionType() == null ? "" : ", " + baseline.questionType();
            String answer = Objects.requireNonNullElse(baseline.answer(), "");
            lines.add(PlainText.of(value(metric + type, baseline.score())
                    + (baseline.answer() == null
                            ? "  the most frequent answer of each type"
                            : "  \"" + answer + "\"")));
        }
        return lines;
    }

    private interface Column {
        Estimate of(ConditionScores scores);
    }

    private static void row(List<String> lines, String title, SensitivityEvaluation evaluation, Column column) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-26s", title));
        evaluation.conditions().forEach(scores -> line.append(cell(text(column.of(scores)))));
        lines.add(line.toString().stripTrailing());
    }

    private static String value(String title, Estimate estimate) {
        return String.format(Locale.ROOT, "%-26s%s", title, text(estimate));
    }

    private static String cell(String text) {
        return String.format(Locale.ROOT, "%-" + WIDTH + "s ", text);
    }

    private static String name(ImageCondition condition) {
        return switch (condition) {
            case ORIGINAL -> "original";
            case NONE -> "no image";
            case NOISE -> "noise";
            case SWAPPED -> "another patient's";
        };
    }

    private static String text(Estimate estimate) {
        if (!estimate.known()) {
            return "-";
        }
        String interval = estimate.hasInterval()
                ? String.format(Locale.ROOT, " [%.1f, %.1f]", estimate.low(), estimate.high())
                : "";
        return String.format(Locale.ROOT, "%.1f%s (%d)", estimate.value(), interval, estimate.count());
    }
}

package org.llavamed.eval.phantom;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.sensitivity.ConditionScores;
import org.llavamed.eval.sensitivity.ImageCondition;

/** Examinations as a person reads them. */
public final class PhantomTable {
    private static final int TITLE = 30;
    private static final int CELL = 27;

    private final List<String> lines = new ArrayList<>();

    private PhantomTable() {}

    /**
     * The tables.
     *
     * @param report the examination
     * @return lines without line ends; names in them are as they came
     */
    public static List<String> lines(PhantomReport report) {
        PhantomTable table = new PhantomTable();
        table.scores(report);
        table.followUps(report);
        table.sensitivity(report);
        return table.lines;
    }

    private void scores(PhantomReport report) {
        PhantomEvaluation scores = report.scores();
        lines.add(String.format(
                Locale.ROOT,
                "%s, %d questions about %d phantoms, %.1f %% of them about side, size or number",
                Objects.requireNonNullElse(scores.modelId(), "unnamed model"),
                scores.all().questions(),
                scores.all().images(),
                scores.detailShare()));
        lines.add("percent [95 % interval] (denominator), strict mode");
        lines.add("");
        row("", "closed accuracy", "open recall", "absent seen as present", "present not seen");
        row("all", scores.all());
        if (report.baseline() != null) {
            row("best text-only answers", report.baseline().all());
        }
        String by = "";
        for (PhantomScores group : scores.groups()) {
            if (!group.by().equals(by)) {
                by = group.by();
                lines.add(by);
            }
            row("  " + group.value(), group);
        }
    }

    private void row(String title, PhantomScores scores) {
        row(
                title,
                text(scores.closedAccuracy()),
                text(scores.openRecall()),
                text(scores.hallucination()),
                text(scores.missed()));
    }

    private void followUps(PhantomReport report) {
        FollowUpScores scores = report.followUps();
        if (scores == null) {
            return;
        }
        lines.add("");
        lines.add("Follow-up questions by \"it\" or \"they\", " + scores.conversations() + " conversations");
        row("answered rightly", text(scores.right()));
        scores.byTopic().forEach((topic, estimate) -> row("  " + topic, text(estimate)));
        row("where findings differ: right", text(scores.telling()));
        row("  about another finding", text(scores.otherFinding()));
        row("named findings confirmed", text(scores.confirmed()));
    }

    private void sensitivity(PhantomReport report) {
        if (report.sensitivity() == null) {
            return;
        }
        lines.add("");
        lines.add("Is the image looked at? " + report.sensitivity().questions() + " questions asked again");
        row("", "closed accuracy", "open recall", "answers changed");
        for (ConditionScores one : report.sensitivity().evaluation().conditions()) {
            row(name(one.condition()), text(one.closedAccuracy()), text(one.openRecall()), text(one.changed()));
        }
        PhantomEvaluation blind = report.baselineAgain();
        if (blind != null) {
            row(
                    "best text-only answers",
                    text(blind.all().closedAccuracy()),
                    text(blind.all().openRecall()));
            for (PhantomReport.AboveBaseline above : report.aboveBaseline()) {
                row("  " + name(above.condition()) + " above them", points(above.closed()), points(above.open()));
            }
        }
    }

    private static String name(ImageCondition condition) {
        return switch (condition) {
            case ORIGINAL -> "with its image";
            case NONE -> "without image";
            case NOISE -> "noise";
            case SWAPPED -> "another's image";
        };
    }

    private void row(String title, String... cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + TITLE + "s", title));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, "%-" + CELL + "s", cell));
        }
        lines.add(line.toString().stripTrailing());
    }

    private static String points(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%+.1f", value);
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

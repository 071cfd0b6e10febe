package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.report.IntervalChart;
import org.llavamed.eval.judge.ChatGroup;
import org.llavamed.eval.score.Estimate;

/** The judged chat evaluation: by type and domain, beside the published relative scores. */
final class ChatSection {
    private ChatSection() {}

    static List<Block> blocks(List<ChatPart> parts) {
        List<Block> blocks = new ArrayList<>();
        parts.forEach(part -> one(part, blocks));
        return blocks;
    }

    private static void one(ChatPart part, List<Block> blocks) {
        blocks.add(new Block.Heading("Judged chat: " + NumberText.cut(part.name(), 80)));
        blocks.add(
                new Block.Paragraph(
                        "A judge gave the reference answer and the model's answer 1 to 10 points each. The mean of"
                                + " ratios is the mean over the questions of the model's points by the reference's (LLaVA-Med's summary); the"
                                + " ratio of means divides the mean points (LLaVA's summary). They differ: compare like with like."));
        if (!part.evaluation().notes().isEmpty()) {
            blocks.add(new Block.Bullets(part.evaluation().notes()));
        }
        List<ChatGroup> groups = part.evaluation().groups();
        List<ChatGroup> judged =
                groups.stream().filter(group -> group.count() > 0).toList();
        blocks.add(new Block.Drawing(new IntervalChart(
                "Relative score by type and domain, in percent, with 95 % intervals",
                0,
                100,
                List.of("mean of ratios", "ratio of means"),
                judged.stream()
                        .map(group -> new IntervalChart.Group(
                                title(group.name()),
                                List.of(
                                        NumberText.bar(group.relativeMeanOfRatios()),
                                        NumberText.bar(group.relativeRatioOfMeans()))))
                        .toList())));
        List<List<String>> rows = new ArrayList<>();
        for (ChatGroup group : groups) {
            rows.add(List.of(
                    title(group.name()),
                    String.format(Locale.ROOT, "%,d", group.count()),
                    String.format(Locale.ROOT, "%,d", group.unparsed()),
                    NumberText.cell(group.referenceScore()),
                    NumberText.cell(group.modelScore()),
                    NumberText.cell(group.relativeMeanOfRatios()),
                    NumberText.cell(group.relativeRatioOfMeans())));
        }
        blocks.add(new Block.Table(
                List.of(
                        "",
                        "questions",
                        "unreadable",
                        "reference, points",
                        "model, points",
                        "mean of ratios, %",
                        "ratio of means, %"),
                rows));
        Estimate bias = part.evaluation().positionBias();
        if (bias.known()) {
            blocks.add(new Block.Paragraph("Position bias: the answer shown first got " + NumberText.of(bias)
                    + " points more than the one shown second, over questions judged in both orders."));
        }
        published(groups, blocks);
    }

    private static void published(List<ChatGroup> groups, List<Block> blocks) {
        blocks.add(new Block.Subheading("Beside the published relative scores"));
        List<Published.ChatRow> published = Published.chat();
        List<String> head = new ArrayList<>(List.of("", "ours, mean of ratios"));
        published.forEach(row -> head.add(row.method()));
        head.add("published questions");
        List<List<String>> rows = new ArrayList<>();
        for (ChatGroup group : groups) {
            List<String> row =
                    new ArrayList<>(List.of(title(group.name()), NumberText.cell(group.relativeMeanOfRatios())));
            published.forEach(one -> row.add(number(one.relative().get(group.name()))));
            int count = Published.chatCount(group.name());
            row.add(count == 0 ? NumberText.NONE : String.valueOf(count));
            rows.add(row);
        }
        blocks.add(new Block.Table(head, rows));
        List<String> notes = new ArrayList<>();
        notes.add(
                "Published columns: LLaVA-Med paper, table of the chat evaluation; mean of ratios, one run, no intervals.");
        published.forEach(row -> notes.add(row.method() + ": " + row.training() + "."));
        notes.addAll(Published.chatCaveats());
        notes.add(Published.notes().get(Published.notes().size() - 1));
        blocks.add(new Block.Bullets(notes));
    }

    private static String number(@Nullable Double value) {
        return value == null ? NumberText.NONE : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String title(String group) {
        return switch (group) {
            case "chest_xray" -> "chest X-ray";
            case "mri" -> "MRI";
            case "ct_scan" -> "CT";
            default -> group.replace('_', ' ');
        };
    }
}

package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dataset.DatasetSplit;
import org.llavamed.data.dataset.GroupBy;
import org.llavamed.data.dataset.SplitPlan;
import org.llavamed.data.dataset.SplitResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Splits a data set. */
@Command(
        name = "split",
        description = {
            "Splits a data set into train, val and test. Records stay as they are; records of one image (or one article) are"
                    + " never in two parts.",
            "",
            "With --fractions the part of an image depends on its name and the seed alone: adding records later moves none."
        },
        footer = {
            "",
            "Example:",
            "  llava-med dataset split --input train.json --output parts --fractions 0.8,0.1,0.1 --seed 7"
        })
final class DatasetSplitCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--input", paramLabel = "F", required = true, description = "The data set.")
    private Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the parts: train.json, val.json, test.json (.jsonl for JSON lines).")
    private Path output = Path.of("");

    @Option(
            names = "--fractions",
            paramLabel = "A,B,C",
            split = ",",
            description = "About these shares, adding up to 1; two numbers make train and val.")
    private @Nullable List<Double> fractions;

    @Option(
            names = "--counts",
            paramLabel = "A,B,C",
            split = ",",
            description = "Exactly these numbers of records; one of them may be 'rest'.")
    private @Nullable List<String> counts;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Another seed, another split (default: 0).")
    private long seed;

    @Option(
            names = "--group-by",
            paramLabel = "image|article",
            defaultValue = "image",
            description = "What is never in two parts (default: ${DEFAULT-VALUE}).")
    private GroupBy groupBy = GroupBy.IMAGE;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    DatasetSplitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        SplitPlan plan = usage.of(this::plan);
        return DatasetReading.run(terminal, progress -> {
            SplitResult result = DatasetSplit.run(input, output, plan, progress);
            if (json) {
                terminal.out().println(Json.line(json(result)));
            } else {
                for (SplitResult.Part part : result.parts()) {
                    terminal.out()
                            .println(String.format(
                                    Locale.ROOT,
                                    "%s: %,d %s",
                                    part.file(),
                                    part.records(),
                                    CountText.noun(part.records(), "record")));
                }
            }
            if (result.leftOut() > 0) {
                terminal.tell(String.format(
                        Locale.ROOT,
                        "note: %,d %s in no part",
                        result.leftOut(),
                        result.leftOut() == 1 ? "record is" : "records are"));
            }
            if (result.unknownArticles() > 0) {
                terminal.tell(String.format(
                        Locale.ROOT,
                        "note: %,d %s no article; grouped by image",
                        result.unknownArticles(),
                        result.unknownArticles() == 1 ? "record tells" : "records tell"));
            }
            result.notes().forEach(note -> terminal.tell("note: " + note));
            return ExitCode.OK;
        });
    }

    private SplitPlan plan() {
        if (fractions != null && counts == null) {
            return SplitPlan.fractions(fractions, seed, groupBy);
        }
        if (counts != null && fractions == null) {
            return SplitPlan.counts(counts.stream().map(this::count).toList(), seed, groupBy);
        }
        throw usage.wrong(
                counts == null
                        ? "split needs --fractions or --counts"
                        : "--fractions and --counts cannot be given together");
    }

    private Long count(String text) {
        if (text.equals("rest")) {
            return SplitPlan.REST;
        }
        if (!text.matches("[0-9]{1,15}")) {
            throw usage.wrong("'" + text + "' is no number of records; a whole number or rest is expected");
        }
        return Long.valueOf(text);
    }

    private static ObjectNode json(SplitResult result) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("records", result.records());
        var parts = node.putArray("parts");
        result.parts()
                .forEach(part -> parts.addObject()
                        .put("name", part.name())
                        .put("file", part.file().toString())
                        .put("records", part.records()));
        node.put("left_out", result.leftOut());
        node.put("unknown_articles", result.unknownArticles());
        return node;
    }
}

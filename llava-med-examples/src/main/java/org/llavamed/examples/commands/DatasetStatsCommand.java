package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dataset.DatasetReport;
import org.llavamed.data.dataset.DatasetSchema;
import org.llavamed.data.dataset.DatasetStatistics;
import org.llavamed.data.dataset.StatisticsOptions;
import org.llavamed.data.dataset.VerbNounCounts;
import org.llavamed.data.file.OutputFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts a data set. */
@Command(
        name = "stats",
        description =
                "Counts records, turns, words, domains and the verbs of questions; as JSON, or as a page with charts.",
        footer = {"", "Example:", "  llava-med dataset stats --input train.json --output report.html"})
final class DatasetStatsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--input", paramLabel = "F", required = true, description = "The data set.")
    private Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "F.html",
            description = "Write a page with charts; it needs no other file.")
    private @Nullable Path output;

    @Option(names = "--schema", paramLabel = "S", description = DatasetValidateCommand.SCHEMA)
    private @Nullable DatasetSchema schema;

    @Option(
            names = "--verb-sample",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Most distinct questions whose verbs are looked for; 0 for none (default: ${DEFAULT-VALUE}).")
    private int verbSample;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of that sample (default: 0).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    DatasetStatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        StatisticsOptions options = usage.of(() -> new StatisticsOptions(schema, verbSample, seed));
        Path page = output;
        if (page != null) {
            OutputFiles.apart(input, page);
        }
        return DatasetReading.run(terminal, progress -> {
            DatasetStatistics statistics = DatasetStatistics.of(input, options, progress);
            if (page != null) {
                DatasetReport.page(statistics).write(page);
            }
            if (json) {
                terminal.out().println(Json.line(statistics.toJson()));
            } else {
                print(statistics);
            }
            statistics.notes().forEach(note -> terminal.tell("note: " + note));
            return ExitCode.OK;
        });
    }

    private void print(DatasetStatistics statistics) {
        row("schema", statistics.schema().key());
        row("records", String.format(Locale.ROOT, "%,d", statistics.records()));
        statistics.counts().forEach((name, count) -> row(name, String.format(Locale.ROOT, "%,d", count)));
        statistics
                .domains()
                .forEach(domain -> row(
                        domain.name(),
                        String.format(
                                Locale.ROOT,
                                "%,d %s, %,d qa %s",
                                domain.records(),
                                CountText.noun(domain.records(), "record"),
                                domain.qaPairs(),
                                CountText.noun(domain.qaPairs(), "pair"))));
        statistics
                .distributions()
                .forEach((name, numbers) -> row(
                        name,
                        String.format(
                                Locale.ROOT,
                                "median %,d, mean %,.1f, 95 %% up to %,d, most %,d",
                                numbers.quantile(0.5),
                                numbers.mean(),
                                numbers.quantile(0.95),
                                numbers.quantile(1))));
        VerbNounCounts verbs = statistics.verbs();
        if (verbs != null) {
            verbs.verbs().entrySet().stream()
                    .limit(10)
                    .forEach(verb -> row(
                            "verb " + verb.getKey(),
                            String.format(
                                    Locale.ROOT,
                                    "%,d: %s",
                                    verbs.total(verb.getKey()),
                                    String.join(
                                            ", ",
                                            verb.getValue().keySet().stream()
                                                    .limit(4)
                                                    .toList()))));
        }
    }

    private void row(String name, String value) {
        terminal.out().println(PlainText.of(String.format(Locale.ROOT, "%-24s %s", name, value)));
    }
}

package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.llavamed.data.dataset.DatasetSample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a sample of a data set. */
@Command(
        name = "sample",
        description = "Takes exactly N records, the same for the same seed, in the order of the input.",
        footer = {"", "Example:", "  llava-med dataset sample --input train.json --output some.json -n 1000"})
final class DatasetSampleCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--input", paramLabel = "F", required = true, description = "The data set.")
    private Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "F",
            required = true,
            description = "The sample: an array if the name ends in .json, else JSON lines.")
    private Path output = Path.of("");

    @Option(
            names = {"-n", "--records"},
            paramLabel = "N",
            required = true,
            description = "How many records.")
    private long records;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Another seed, another sample (default: 0).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    DatasetSampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (records < 1) {
            throw usage.wrong("-n must be at least 1");
        }
        return DatasetReading.run(terminal, progress -> {
            long all = DatasetSample.run(input, output, records, seed, progress);
            terminal.out()
                    .println(
                            json
                                    ? Json.line(JsonNodeFactory.instance
                                            .objectNode()
                                            .put("file", output.toString())
                                            .put("records", records)
                                            .put("of", all))
                                    : String.format(
                                            Locale.ROOT,
                                            "%s: %,d of %,d %s",
                                            output,
                                            records,
                                            all,
                                            CountText.noun(all, "record")));
            return ExitCode.OK;
        });
    }
}

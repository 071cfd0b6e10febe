package org.llavamed.examples.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.llavamed.data.dataset.DatasetMerge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Puts data sets together. */
@Command(
        name = "merge",
        description = "Puts files of one kind into one, in the order given; conversatons is spelt conversations then.",
        footer = {
            "",
            "Example:",
            "  llava-med dataset merge --input a.json --input b.jsonl --output all.json --duplicates drop"
        })
final class DatasetMergeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--input",
            paramLabel = "F",
            required = true,
            description = "A data set; give it again for the others.")
    private List<Path> inputs = List.of();

    @Option(
            names = "--output",
            paramLabel = "F",
            required = true,
            description = "The whole: an array if the name ends in .json, else JSON lines.")
    private Path output = Path.of("");

    @Option(
            names = "--duplicates",
            paramLabel = "refuse|drop|keep",
            defaultValue = "refuse",
            description = "What to do about an identifier that was there before (default: ${DEFAULT-VALUE}).")
    private DatasetMerge.Duplicates duplicates = DatasetMerge.Duplicates.REFUSE;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    DatasetMergeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        return DatasetReading.run(terminal, progress -> {
            DatasetMerge.Result result = DatasetMerge.run(inputs, output, duplicates, progress);
            if (json) {
                terminal.out().println(Json.line(json(result)));
            } else {
                terminal.out()
                        .println(String.format(
                                Locale.ROOT,
                                "%s: %,d of %,d %s, %,d repeated, %,d repeated with other content",
                                output,
                                result.written(),
                                result.records(),
                                CountText.noun(result.records(), "record"),
                                result.same(),
                                result.differing()));
            }
            result.duplicates().forEach(line -> terminal.tell("note: " + line));
            return ExitCode.OK;
        });
    }

    private ObjectNode json(DatasetMerge.Result result) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", output.toString())
                .put("records", result.records())
                .put("written", result.written())
                .put("repeated", result.same())
                .put("repeated_with_other_content", result.differing())
                .put("misspelt", result.misspelt());
    }
}

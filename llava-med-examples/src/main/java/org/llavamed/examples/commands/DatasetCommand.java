package org.llavamed.examples.commands;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Looks at whole data sets and makes new ones of them. */
@Command(
        name = "dataset",
        description = "Validates, splits, samples, merges and counts data sets of any size, and imports benchmarks.",
        footer = {
            "",
            "Example:",
            "  llava-med dataset validate --input train.json --images images",
            "",
            "Read are training dialogues (arrays with id, image, domain, conversations), figures (fig_captions.json or JSON"
                    + " lines), image_urls.jsonl and evaluation questions; files are told by their content."
        })
final class DatasetCommand extends CommandGroup {
    private DatasetCommand() {}

    static CommandLine create(Terminal terminal) {
        return new CommandLine(new DatasetCommand())
                .addSubcommand(new DatasetStatsCommand(terminal))
                .addSubcommand(new DatasetValidateCommand(terminal))
                .addSubcommand(new DatasetSplitCommand(terminal))
                .addSubcommand(new DatasetSampleCommand(terminal))
                .addSubcommand(new DatasetMergeCommand(terminal))
                .addSubcommand(new DatasetImportCommand(terminal));
    }
}

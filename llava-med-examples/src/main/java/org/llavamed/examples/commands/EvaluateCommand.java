package org.llavamed.examples.commands;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Scores answers. */
@Command(
        name = "evaluate",
        description =
                "Scores answer files as the published evaluators do and in a way that can be defended (research use"
                        + " only).",
        footer = {
            "",
            "Example:",
            "  llava-med evaluate vqa --ground-truth test.json --answers answers.jsonl --candidates candidates.json"
        })
final class EvaluateCommand extends CommandGroup {
    private EvaluateCommand() {}

    static CommandLine create(Terminal terminal) {
        return new CommandLine(new EvaluateCommand())
                .addSubcommand(new EvaluateVqaCommand(terminal))
                .addSubcommand(new EvaluateCompareCommand(terminal))
                .addSubcommand(new EvaluateSensitivityCommand(terminal))
                .addSubcommand(new EvaluatePhantomsCommand(terminal))
                .addSubcommand(new EvaluateJudgeCommand(terminal))
                .addSubcommand(new EvaluateChatCommand(terminal))
                .addSubcommand(new EvaluateReportCommand(terminal))
                .addSubcommand(new EvaluateMergeCommand(terminal));
    }
}

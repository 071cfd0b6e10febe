package org.llavamed.examples.commands;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class EvaluateCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    private EvaluateCommand() {}

    static CommandLine create(Terminal terminal) {
        return new CommandLine(new EvaluateCommand())
                .addSubcommand(new EvaluateVqaCommand(terminal))
                .addSubcommand(new EvaluateCompareCommand(terminal))
                .addSubcommand(new EvaluateSensitivityCommand(terminal))
                .addSubcommand(new EvaluateJudgeCommand(terminal))
                .addSubcommand(new EvaluateChatCommand(terminal))
                .addSubcommand(new EvaluateReportCommand(terminal))
                .addSubcommand(new EvaluateMergeCommand(terminal));
    }

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("not parsed");
        }
        throw new ParameterException(
                spec.commandLine(),
                "evaluate needs one of " + String.join(", ", spec.subcommands().keySet()));
    }
}

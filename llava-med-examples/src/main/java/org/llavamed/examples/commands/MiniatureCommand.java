package org.llavamed.examples.commands;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The whole of LLaVA-Med on drawings. */
@Command(
        name = "miniature",
        description =
                "LLaVA-Med in miniature, everything from nothing: drawn images, captions, dialogues, tokenizer, vision tower,"
                        + " language model, both stages, examination. Research use only.",
        footer = {"", "Example:", "  llava-med miniature train --output miniature --scale tiny"})
final class MiniatureCommand extends CommandGroup {
    private MiniatureCommand() {}

    static CommandLine create(Terminal terminal) {
        return new CommandLine(new MiniatureCommand())
                .addSubcommand(new MiniatureTrainCommand(terminal))
                .addSubcommand(new MiniatureTrendsCommand(terminal))
                .addSubcommand(new MiniatureSettingsCommand(terminal))
                .addSubcommand(new MiniaturePackCommand(terminal));
    }
}

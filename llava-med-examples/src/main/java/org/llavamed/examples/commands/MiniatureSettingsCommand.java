package org.llavamed.examples.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the settings of a miniature. */
@Command(
        name = "settings",
        description =
                "Prints all sizes, lengths and rates of a miniature, to be changed and given back with --settings.",
        footer = {"", "Example:", "  llava-med miniature settings --scale tiny"})
final class MiniatureSettingsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private MiniatureScale scale = new MiniatureScale();

    MiniatureSettingsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().println(scale.settings().toJson());
        return ExitCode.OK;
    }
}

package org.llavamed.examples.commands;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only has others under it. */
abstract class CommandGroup implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec == null) {
            throw new IllegalStateException("not parsed");
        }
        throw new ParameterException(
                spec.commandLine(),
                spec.name() + " needs one of "
                        + String.join(", ", spec.subcommands().keySet()));
    }
}

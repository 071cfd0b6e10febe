package org.llavamed.examples.commands;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Turns what the library says about wrong arguments into wrong use of the command. */
@Command
final class UsageCheck {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Makes a value of options. */
    <T> T of(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage() == null ? "" : e.getMessage());
        }
    }

    ParameterException wrong(String message) {
        if (spec == null) {
            throw new IllegalStateException("not parsed");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}

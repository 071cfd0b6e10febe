package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.examples.miniature.MiniatureSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How large a miniature is. */
@Command
final class MiniatureScale {
    @Option(
            names = "--scale",
            paramLabel = "full|tiny",
            defaultValue = "full",
            description = "full, or tiny: all stages within a minute, and a model that has learned next to nothing;"
                    + " default: ${DEFAULT-VALUE}.")
    private String scale = "full";

    @Option(
            names = "--settings",
            paramLabel = "F.json",
            description = "Other sizes, lengths and rates, as 'miniature settings' prints them.")
    private @Nullable Path file;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    MiniatureSettings settings() {
        return file == null ? usage.of(() -> MiniatureSettings.named(scale)) : MiniatureSettings.read(file);
    }
}

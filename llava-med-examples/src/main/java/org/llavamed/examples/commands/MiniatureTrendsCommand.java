package org.llavamed.examples.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.llavamed.error.LlavaMedException;
import org.llavamed.examples.miniature.ChainReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains the variants of the table. */
@Command(
        name = "trends",
        description = {
            "Trains variants over one vision tower and one language model, and prints a table of their scores: stages left out,"
                    + " less data, no mentions, fewer epochs, a larger language model.",
            "",
            "In the folder of 'miniature train' its tower and language model are used. The same line goes on where it was"
                    + " stopped or killed."
        },
        footer = {"", "Example:", "  llava-med miniature trends --output miniature --seed 1"})
final class MiniatureTrendsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private MiniatureOptions options = new MiniatureOptions();

    MiniatureTrendsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        AtomicReference<Path> table = new AtomicReference<>(Path.of(""));
        ChainReport report = options.run(terminal, miniature -> {
            table.set(miniature.table());
            return miniature.trends();
        });
        if (options.json()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("table", table.get().toString());
            values.put("report", report);
            terminal.out().println(Json.line(values));
        } else if (report.finished()) {
            terminal.out().print(read(table.get()));
            terminal.out().flush();
        }
        return report.finished() ? ExitCode.OK : ExitCode.CANCELLED;
    }

    private static String read(Path table) {
        try {
            return Files.readString(table);
        } catch (IOException e) {
            throw new LlavaMedException(table + ": cannot be read (" + e + ")", e);
        }
    }
}

package org.llavamed.examples.commands;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llavamed.examples.miniature.ChainReport;
import org.llavamed.examples.miniature.Miniature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains a miniature. */
@Command(
        name = "train",
        description = {
            "Trains a small model that answers questions about drawn biomedical images, from nothing: the model is in"
                    + " DIR/model, DIR/index.html tells about all stages.",
            "",
            "Stages that are done are in DIR/chain.json. The same line goes on where it was stopped or killed; a stage whose"
                    + " settings have changed runs again, and so do those after it: one that took more than 10 minutes only"
                    + " with --again."
        },
        footer = {"", "Example:", "  llava-med miniature train --output miniature --seed 1"})
final class MiniatureTrainCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private MiniatureOptions options = new MiniatureOptions();

    MiniatureTrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        ChainReport report = options.run(terminal, Miniature::train);
        String model = options.output().resolve("model").toString();
        if (options.json()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("model", model);
            values.put("report", report);
            terminal.out().println(Json.line(values));
        } else if (report.finished()) {
            terminal.out().println(model);
        }
        return report.finished() ? ExitCode.OK : ExitCode.CANCELLED;
    }
}

package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.llavamed.examples.builtin.BuiltInFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the resource of the built-in model. */
@Command(
        name = "pack",
        description = {
            "Writes what a small model is loaded from, with a list of checksums: the resource that is the built-in model of a"
                    + " build.",
            "",
            "The checkpoint is loaded once before anything gets its name. At most 12 MB, so its weights must have 16 bit."
        },
        footer = {
            "",
            "Example:",
            "  llava-med miniature pack --model miniature/model \\",
            "      --output llava-med-examples/src/main/resources/org/llavamed/examples/builtin/model"
        })
final class MiniaturePackCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--model", paramLabel = "DIR", required = true, description = "Folder of the trained checkpoint.")
    private Path model = Path.of("");

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder to make; it must not exist.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    MiniaturePackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        BuiltInFiles files = BuiltInFiles.write(model, output);
        terminal.out().println(json ? Json.line(files) : output.toString());
        return ExitCode.OK;
    }
}

package org.llavamed.examples.commands;

import java.util.concurrent.Callable;
import org.llavamed.checkpoint.CheckpointOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a checkpoint is. */
@Command(
        name = "inspect",
        description =
                "Says what a checkpoint is, which of its tensors are used, unused and missing, and how much memory it"
                        + " needs in each precision. Reads headers only.",
        footer = {"", "Example:", "  llava-med inspect --model llava-med-v1.5-mistral-7b"})
final class InspectCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    InspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CheckpointOptions options = modelOptions.checkpoint();
        String template = modelOptions.template(); // wrong options first
        Inspection inspection = Inspection.of(modelOptions.model().path(), options, template);
        if (json) {
            terminal.out().println(inspection.json());
        } else {
            terminal.out().print(InspectionTable.of(inspection));
        }
        inspection.problems().forEach(problem -> terminal.tell("warning: " + problem));
        return ExitCode.OK;
    }
}

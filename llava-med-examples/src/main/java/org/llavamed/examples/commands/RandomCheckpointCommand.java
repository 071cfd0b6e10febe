package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.examples.demo.DemoTokenizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a checkpoint with random weights. */
@Command(
        name = "random-checkpoint",
        description =
                "Makes a checkpoint with published shapes and names and random bf16 weights, for trying loading and"
                        + " speed without the real one. Its answers mean nothing.",
        footer = {
            "",
            "Example:",
            "  llava-med random-checkpoint --like llava-med-v1.5-mistral-7b --layers 2 --output random-2-layers"
        })
final class RandomCheckpointCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--like",
            paramLabel = "NAME",
            required = true,
            completionCandidates = Names.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String like = "";

    @Option(names = "--layers", paramLabel = "N", description = "Decoder layers. Default: as published.")
    private @Nullable Integer layers;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the weights. Default: 0.")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder to make; it must not exist or be empty.")
    private Path output = Path.of("");

    RandomCheckpointCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        RandomShape shape = shape();
        if (!WeightProgress.finished(
                terminal,
                () -> DemoTokenizer.withFile(tokenizer ->
                        write(RandomCheckpoint.of(shape).withSeed(seed).withTokenizerModel(tokenizer))))) {
            return ExitCode.CANCELLED;
        }
        terminal.out().println(output);
        return ExitCode.OK;
    }

    private RandomShape shape() {
        RandomShape shape = RandomShapes.find(like);
        if (shape == null) {
            throw usage("no shape '" + like + "'; known are " + String.join(", ", RandomShapes.names()));
        }
        if (layers == null) {
            return shape;
        }
        if (layers < 1 || layers > 1000) {
            throw usage("--layers is " + layers + " but must be from 1 to 1000");
        }
        return shape.withLayers(layers);
    }

    private ParameterException usage(String problem) {
        if (spec == null) {
            throw new IllegalStateException("not part of a command");
        }
        return new ParameterException(spec.commandLine(), problem);
    }

    private void write(RandomCheckpoint checkpoint) {
        WeightProgress.write(terminal, output, "random weights", checkpoint.bytes(), checkpoint::write);
    }

    /** The names for the help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return RandomShapes.names().iterator();
        }
    }
}

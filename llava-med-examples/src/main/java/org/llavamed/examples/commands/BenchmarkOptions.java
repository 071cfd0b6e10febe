package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.llavamed.eval.truth.GroundTruth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Which benchmark a command asks; the only place that knows where its questions and images come from. */
@Command
final class BenchmarkOptions {
    @Option(
            names = "--ground-truth",
            paramLabel = "F.json",
            required = true,
            description = "The benchmark: LLaVA-Med's test.json, as `dataset import` writes it.")
    private Path groundTruth = Path.of("");

    @Option(
            names = "--image-folder",
            paramLabel = "DIR",
            required = true,
            description = "Folder that image paths are relative to and may not leave.")
    private Path imageFolder = Path.of("");

    /** A benchmark and where its images are. */
    record Source(GroundTruth truth, Path imageFolder) {}

    Source read() {
        return new Source(GroundTruth.read(groundTruth), imageFolder);
    }
}

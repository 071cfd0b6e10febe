package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.benchmark.Benchmark;
import org.llavamed.eval.truth.GroundTruth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which benchmark with expected answers a command asks: a file, or a published data set as it was downloaded. */
@Command
final class BenchmarkOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--ground-truth",
            paramLabel = "F.json",
            description = "The benchmark: LLaVA-Med's test.json, as `dataset import` writes it.")
    private @Nullable Path groundTruth;

    @Mixin
    private DataSetOptions dataSet = new DataSetOptions();

    /** A benchmark and where its images are. */
    record Source(GroundTruth truth, Path imageFolder) {}

    /** Reads the benchmark; a combination of options that makes no sense is wrong use. */
    Source read() {
        if (groundTruth == null) {
            return dataSet();
        }
        if (dataSet.given()) {
            throw wrong("--ground-truth and --dataset exclude each other, with --dataset-dir, --variant and --split");
        }
        Path imageFolder = dataSet.imageFolder();
        if (imageFolder == null) {
            throw wrong("--ground-truth needs --image-folder DIR");
        }
        return new Source(GroundTruth.read(groundTruth), imageFolder);
    }

    private Source dataSet() {
        Benchmark benchmark;
        try {
            benchmark = dataSet.read("--ground-truth F.json");
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        List<String> notes = new ArrayList<>();
        notes.add("variant " + benchmark.variant().key() + " of "
                + benchmark.variant().dataSet() + ", split " + benchmark.split().key());
        notes.addAll(benchmark.notes());
        GroundTruth truth =
                new GroundTruth(benchmark.file(), benchmark.questions().sha256(), benchmark.items(), notes);
        return new Source(truth, Objects.requireNonNull(benchmark.imageFolder()));
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(command.commandLine(), problem);
    }
}

package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.benchmark.Benchmark;
import org.llavamed.eval.benchmark.BenchmarkSplit;
import org.llavamed.eval.truth.GroundTruth;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "Instead of --ground-truth: vqa-rad, slake or pathvqa, as published.")
    private @Nullable String dataSet;

    @Option(names = "--dataset-dir", paramLabel = "DIR", description = "Folder of the data set.")
    private @Nullable Path dataSetFolder;

    @Option(names = "--variant", paramLabel = "V", description = "Variant of the data set, if it has several.")
    private @Nullable String variant;

    @Option(
            names = "--split",
            paramLabel = "train|validation|test",
            description = "Part of the data set (default: test).")
    private @Nullable BenchmarkSplit split;

    @Option(
            names = "--image-folder",
            paramLabel = "DIR",
            description = "Folder that image paths are relative to and may not leave. Default: that of the data set.")
    private @Nullable Path imageFolder;

    /** A benchmark and where its images are. */
    record Source(GroundTruth truth, Path imageFolder) {}

    /** Reads the benchmark; a combination of options that makes no sense is wrong use. */
    Source read() {
        if (groundTruth == null) {
            return dataSet();
        }
        if (dataSet != null || dataSetFolder != null || variant != null || split != null) {
            throw wrong("--ground-truth and --dataset exclude each other, with --dataset-dir, --variant and --split");
        }
        if (imageFolder == null) {
            throw wrong("--ground-truth needs --image-folder DIR");
        }
        return new Source(GroundTruth.read(groundTruth), imageFolder);
    }

    private Source dataSet() {
        if (dataSet == null || dataSetFolder == null) {
            throw wrong("--ground-truth F.json is needed, or --dataset NAME with --dataset-dir DIR");
        }
        Benchmark benchmark;
        try {
            benchmark = BenchmarkQuestions.benchmark(dataSet, variant, split, dataSetFolder, imageFolder);
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

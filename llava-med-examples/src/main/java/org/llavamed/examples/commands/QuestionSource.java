package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.eval.benchmark.BenchmarkSplit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where questions come from: a file, or a published data set as it was downloaded. */
final class QuestionSource {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--questions", paramLabel = "F.jsonl", description = "The questions.")
    private @Nullable Path file;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "Instead of --questions: vqa-rad, slake or pathvqa, as published.")
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

    /**
     * Questions.
     *
     * @param file the questions
     * @param imageFolder the folder of their images, or null
     */
    record Questions(QuestionFile file, @Nullable Path imageFolder) {}

    /** Reads the questions; a combination of options that makes no sense is wrong use. */
    Questions read() {
        Path questions = file;
        if (questions == null) {
            return dataSet();
        }
        if (dataSet != null || dataSetFolder != null || variant != null || split != null) {
            throw wrong("--questions and --dataset exclude each other, with --dataset-dir, --variant and --split");
        }
        return new Questions(QuestionFile.read(questions), imageFolder);
    }

    private Questions dataSet() {
        if (dataSet == null || dataSetFolder == null) {
            throw wrong("--questions F.jsonl is needed, or --dataset NAME with --dataset-dir DIR");
        }
        try {
            return BenchmarkQuestions.read(dataSet, variant, split, dataSetFolder, imageFolder);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(command.commandLine(), problem);
    }
}

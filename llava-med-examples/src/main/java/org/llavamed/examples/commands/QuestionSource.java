package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.eval.benchmark.Benchmark;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private DataSetOptions dataSet = new DataSetOptions();

    /**
     * Questions.
     *
     * @param file the questions
     * @param imageFolder the folder of their images, or null
     */
    record Questions(QuestionFile file, @Nullable Path imageFolder) {}

    /** Reads the questions; a combination of options that makes no sense is wrong use. */
    Questions read() {
        if (file == null) {
            return dataSet();
        }
        if (dataSet.given()) {
            throw wrong("--questions and --dataset exclude each other, with --dataset-dir, --variant and --split");
        }
        return new Questions(QuestionFile.read(file), dataSet.imageFolder());
    }

    private Questions dataSet() {
        try {
            Benchmark benchmark = dataSet.read("--questions F.jsonl");
            return new Questions(benchmark.questions(), benchmark.imageFolder());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(command.commandLine(), problem);
    }
}

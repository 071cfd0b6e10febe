package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.benchmark.Benchmark;
import org.llavamed.eval.benchmark.BenchmarkSplit;
import org.llavamed.eval.benchmark.BenchmarkVariant;

/** The questions of a published data set, to be answered without files in between. */
final class BenchmarkQuestions {
    private BenchmarkQuestions() {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if there is no such data set or variant, or the variant must be named
     */
    static QuestionSource.Questions read(
            String dataSet,
            @Nullable String variant,
            @Nullable BenchmarkSplit split,
            Path folder,
            @Nullable Path imageFolder) {
        Benchmark benchmark = benchmark(dataSet, variant, split, folder, imageFolder);
        return new QuestionSource.Questions(benchmark.questions(), benchmark.imageFolder());
    }

    /** Reads a data set; its folder of images is known. */
    static Benchmark benchmark(
            String dataSet,
            @Nullable String variant,
            @Nullable BenchmarkSplit split,
            Path folder,
            @Nullable Path imageFolder) {
        Benchmark benchmark = Benchmark.read(
                variant(dataSet, variant), Objects.requireNonNullElse(split, BenchmarkSplit.TEST), folder);
        Path images = imageFolder == null ? benchmark.imageFolder() : imageFolder;
        if (images == null) {
            throw new LlavaMedException(folder + ": no folder of images was found in it; name it with --image-folder");
        }
        return benchmark.withImages(images);
    }

    private static BenchmarkVariant variant(String dataSet, @Nullable String variant) {
        List<BenchmarkVariant> variants = BenchmarkVariant.of(dataSet);
        if (variant != null) {
            return BenchmarkVariant.of(dataSet, variant);
        }
        if (variants.size() > 1) {
            throw new IllegalArgumentException(dataSet + " needs --variant: one of " + BenchmarkVariant.list(variants));
        }
        return variants.get(0);
    }
}

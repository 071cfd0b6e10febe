package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.benchmark.Benchmark;
import org.llavamed.eval.benchmark.BenchmarkSplit;
import org.llavamed.eval.benchmark.BenchmarkVariant;
import picocli.CommandLine.Option;

/** A published data set as it was downloaded, in place of a file, and where images are. */
final class DataSetOptions {
    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "Instead of that file: vqa-rad, slake or pathvqa, as published, or phantoms.")
    private @Nullable String name;

    @Option(names = "--dataset-dir", paramLabel = "DIR", description = "Folder of the data set.")
    private @Nullable Path folder;

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

    /** Whether anything about a data set was said. */
    boolean given() {
        return name != null || folder != null || variant != null || split != null;
    }

    @Nullable
    Path imageFolder() {
        return imageFolder;
    }

    /**
     * Reads the data set; its folder of images is known.
     *
     * @param file the option that a data set stands in for
     * @throws IllegalArgumentException if none is named, there is no such data set or variant, or the variant must be named
     */
    Benchmark read(String file) {
        if (name == null || folder == null) {
            throw new IllegalArgumentException(file + " is needed, or --dataset NAME with --dataset-dir DIR");
        }
        Benchmark benchmark =
                Benchmark.read(variant(name), Objects.requireNonNullElse(split, BenchmarkSplit.TEST), folder);
        Path images = imageFolder == null ? benchmark.imageFolder() : imageFolder;
        if (images == null) {
            throw new LlavaMedException(folder + ": no folder of images was found in it; name it with --image-folder");
        }
        return benchmark.withImages(images);
    }

    private BenchmarkVariant variant(String dataSet) {
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

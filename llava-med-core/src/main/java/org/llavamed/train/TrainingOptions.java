package org.llavamed.train;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointOptions;

/** How a run is carried out; what it computes is the recipe's. Immutable. Contract draft: builder and Javadoc follow. */
public record TrainingOptions(
        Path output,
        boolean resume,
        long saveSteps,
        int keep,
        boolean skipBadSamples,
        int workers,
        @Nullable Path featureCache,
        @Nullable Path projector,
        CheckpointOptions checkpoint,
        @Nullable Long memoryLimit,
        TrainingListener listener,
        BooleanSupplier stop) {}

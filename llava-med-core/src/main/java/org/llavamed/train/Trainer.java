package org.llavamed.train;

import java.nio.file.Path;

/** Runs a recipe. */
public final class Trainer {
    private Trainer() {}

    /** Contract draft. */
    public static TrainingReport train(
            Path model, SampleSource samples, TrainingRecipe recipe, TrainingOptions options) {
        throw new UnsupportedOperationException();
    }
}

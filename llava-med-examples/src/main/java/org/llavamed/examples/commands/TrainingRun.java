package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.llavamed.train.SampleSource;
import org.llavamed.train.TrainingOptions;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingReport;

/** What {@code train} runs: {@link org.llavamed.train.Trainer#train}, or in tests something that needs no model. */
interface TrainingRun {
    TrainingReport train(Path model, SampleSource samples, TrainingRecipe recipe, TrainingOptions options);
}

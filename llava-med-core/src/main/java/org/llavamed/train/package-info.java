/**
 * Training: the two-stage curriculum of LLaVA-Med, fine-tuning on a benchmark, and small parts from nothing. A {@link
 * org.llavamed.train.TrainingRecipe} says what is trained and how, a {@link org.llavamed.train.SampleSource} gives the
 * samples, {@link org.llavamed.train.Trainer} runs.
 */
@NullMarked
package org.llavamed.train;

import org.jspecify.annotations.NullMarked;

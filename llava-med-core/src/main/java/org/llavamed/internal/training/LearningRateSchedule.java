package org.llavamed.internal.training;

import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingRecipe.Schedule;

/**
 * The share of the learning rate that each step uses, as in transformers' get_*_schedule_with_warmup: the first step of a
 * warm-up uses 0. A function of the step alone, so that a resumed run needs no state.
 *
 * @param schedule what follows warm-up
 * @param warmupSteps steps of warm-up, 0 to {@code totalSteps}
 * @param totalSteps steps of the run, 1 or more
 */
public record LearningRateSchedule(Schedule schedule, long warmupSteps, long totalSteps) {
    public LearningRateSchedule {
        if (totalSteps < 1 || warmupSteps < 0 || warmupSteps > totalSteps) {
            throw new IllegalArgumentException(warmupSteps + " of " + totalSteps + " steps are warm-up");
        }
    }

    /** The schedule of a recipe whose run has this many steps. */
    public static LearningRateSchedule of(TrainingRecipe recipe, long totalSteps) {
        long warmup = (long) Math.ceil(totalSteps * recipe.warmupRatio());
        return new LearningRateSchedule(recipe.schedule(), Math.min(warmup, totalSteps), totalSteps);
    }

    /** What the rate is multiplied with, 0 to 1, in a step counted from 0. */
    public double factor(long step) {
        if (step < 0 || step >= totalSteps) {
            throw new IllegalArgumentException("step " + step + " of " + totalSteps);
        }
        if (step < warmupSteps) {
            return (double) step / warmupSteps;
        }
        double decaying = totalSteps - warmupSteps; // not 0: step is below totalSteps
        return switch (schedule) {
            case CONSTANT -> 1;
            case LINEAR -> (totalSteps - step) / decaying;
            // StrictMath: the same bits interpreted, compiled and on every machine.
            case COSINE -> 0.5 * (1 + StrictMath.cos(Math.PI * ((step - warmupSteps) / decaying)));
        };
    }
}

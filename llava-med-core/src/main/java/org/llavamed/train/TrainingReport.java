package org.llavamed.train;

import java.nio.file.Path;

/**
 * What a run did.
 *
 * @param steps steps the model has taken, those before a resume included
 * @param totalSteps steps the recipe asks for
 * @param lastLoss loss of the last step of this call, NaN if it took none
 * @param skippedSamples samples that could not be used and were left out, by option
 * @param cutSamples samples that were longer than the recipe's length
 * @param unlearnedSamples samples in which nothing was to be learned
 * @param seconds wall time of this call
 * @param output folder with the trained weights; complete only if all steps were taken
 */
public record TrainingReport(
        long steps,
        long totalSteps,
        double lastLoss,
        long skippedSamples,
        long cutSamples,
        long unlearnedSamples,
        double seconds,
        Path output) {
    /**
     * Whether all steps were taken.
     *
     * @return false if the run was stopped
     */
    public boolean finished() {
        return steps == totalSteps;
    }
}

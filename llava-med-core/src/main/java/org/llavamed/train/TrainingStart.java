package org.llavamed.train;

import java.util.List;

/**
 * What a run starts with.
 *
 * @param firstStep 1, or the first step after the checkpoint that is resumed
 * @param totalSteps steps of the whole run
 * @param samples samples of the data
 * @param trainedParameters numbers that are trained
 * @param frozenParameters numbers that stay as they are
 * @param trained the trained modules
 * @param memoryBytes estimate of the memory the run takes
 */
public record TrainingStart(
        long firstStep,
        long totalSteps,
        int samples,
        long trainedParameters,
        long frozenParameters,
        List<TrainedModule> trained,
        long memoryBytes) {
    /**
     * Copies the list.
     *
     * @param firstStep the component
     * @param totalSteps the component
     * @param samples the component
     * @param trainedParameters the component
     * @param frozenParameters the component
     * @param trained the component
     * @param memoryBytes the component
     */
    public TrainingStart {
        trained = List.copyOf(trained);
    }
}

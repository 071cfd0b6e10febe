package org.llavamed.train;

import java.util.Map;

/**
 * One update of the weights, as it is logged.
 *
 * @param step from 1
 * @param totalSteps steps of the whole run
 * @param epoch epochs of data seen after this step, with a fraction
 * @param loss mean over the step's micro-batches of each one's mean over learned tokens, before the update
 * @param learningRates rate used in this update by trained module, in the recipe's order
 * @param gradNorm Euclidean norm of all gradients together, before clipping
 * @param samples samples in this step
 * @param images images in this step
 * @param tokens positions in this step, padding left out, images expanded
 * @param learnedTokens positions the loss is over
 * @param seconds wall time of the step
 * @param etaSeconds estimated time to the end of the run
 */
public record TrainingStep(
        long step,
        long totalSteps,
        double epoch,
        double loss,
        Map<TrainedModule, Double> learningRates,
        double gradNorm,
        int samples,
        int images,
        long tokens,
        long learnedTokens,
        double seconds,
        double etaSeconds) {}

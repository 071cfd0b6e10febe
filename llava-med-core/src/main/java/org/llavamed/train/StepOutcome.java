package org.llavamed.train;

import java.util.Map;

/**
 * What a step came to.
 *
 * @param loss mean over its micro-batches, 0 if none had anything to learn
 * @param rates the learning rates it was taken with
 * @param gradNorm of all gradients, before clipping
 * @param samples samples that were used
 * @param images their images
 * @param tokens their positions, without filling
 * @param learned positions the loss is over
 */
record StepOutcome(
        double loss,
        Map<TrainedModule, Double> rates,
        double gradNorm,
        int samples,
        int images,
        long tokens,
        long learned) {
    TrainingStep logged(long step, SampleOrder order, double seconds, double eta) {
        return new TrainingStep(
                step,
                order.totalSteps(),
                order.epochsAfter(step),
                loss,
                rates,
                gradNorm,
                samples,
                images,
                tokens,
                learned,
                seconds,
                eta);
    }
}

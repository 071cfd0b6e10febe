package org.llavamed.train;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One update of the weights, as it is logged. Immutable.
 *
 * @param step from 1
 * @param totalSteps steps of the whole run
 * @param epoch epochs of data seen after this step, with a fraction
 * @param loss mean over the step's micro-batches of each one's mean over learned tokens, before the update
 * @param learningRates rate used in this update by trained module, in the recipe's order; one or more
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
        double etaSeconds) {
    /**
     * Copies the rates, in their order.
     *
     * @param step the component
     * @param totalSteps the component
     * @param epoch the component
     * @param loss the component
     * @param learningRates the component
     * @param gradNorm the component
     * @param samples the component
     * @param images the component
     * @param tokens the component
     * @param learnedTokens the component
     * @param seconds the component
     * @param etaSeconds the component
     * @throws IllegalArgumentException if there is no rate, or the step is below 1
     */
    public TrainingStep {
        if (step < 1 || learningRates.isEmpty()) {
            throw new IllegalArgumentException("step " + step + " with the learning rates " + learningRates);
        }
        learningRates = Collections.unmodifiableMap(new LinkedHashMap<>(learningRates));
    }

    /**
     * The rate of the recipe's first trained module.
     *
     * @return the rate used in this update
     */
    public double learningRate() {
        return learningRates.values().iterator().next();
    }

    /**
     * The speed of this step.
     *
     * @return samples a second; 0 if the step took no time
     */
    public double samplesPerSecond() {
        return seconds > 0 ? samples / seconds : 0;
    }

    /**
     * The step as one JSON object on one line, as {@link MetricsFile} and {@code llava-med train --json} write it: {@code
     * step, loss, lr, grad_norm, samples, learned_tokens, total_steps, epoch, images, tokens, seconds, samples_per_second}
     * and, if the modules' rates differ, {@code lr_by_module}. Loss, rates and norm have all their digits; a number that is
     * not finite is {@code null}.
     *
     * @return the object without a line end
     */
    public String toJson() {
        StringBuilder json = new StringBuilder(320).append("{\"step\":").append(step);
        add(json, "loss", number(loss));
        add(json, "lr", number(learningRate()));
        add(json, "grad_norm", number(gradNorm));
        add(json, "samples", samples);
        add(json, "learned_tokens", learnedTokens);
        add(json, "total_steps", totalSteps);
        add(json, "epoch", number(rounded(epoch)));
        add(json, "images", images);
        add(json, "tokens", tokens);
        add(json, "seconds", number(rounded(seconds)));
        add(json, "samples_per_second", number(rounded(samplesPerSecond())));
        if (ratesDiffer()) {
            String separator = "{";
            json.append(",\"lr_by_module\":");
            for (Map.Entry<TrainedModule, Double> rate : learningRates.entrySet()) {
                json.append(separator).append('"').append(rate.getKey().key()).append("\":");
                json.append(number(rate.getValue()));
                separator = ",";
            }
            json.append('}');
        }
        return json.append('}').toString();
    }

    boolean ratesDiffer() {
        return new HashSet<>(learningRates.values()).size() > 1;
    }

    private static void add(StringBuilder json, String key, Object value) {
        json.append(",\"").append(key).append("\":").append(value);
    }

    /** JSON knows no NaN and no infinity. */
    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    /** Six decimals are enough for a time and a speed. */
    private static double rounded(double value) {
        return Double.isFinite(value) && Math.abs(value) < 1e9 ? Math.round(value * 1e6) / 1e6 : value;
    }
}

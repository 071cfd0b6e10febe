package org.llavamed.train;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Contract draft: JSON, validation, Javadoc and the ready-made recipes follow. */
public record TrainingRecipe(
        List<TrainedModule> train,
        Map<TrainedModule, Double> learningRate,
        int batchSize,
        int accumulation,
        @Nullable Double epochs,
        @Nullable Long maxSteps,
        double warmupRatio,
        Schedule schedule,
        double weightDecay,
        double beta1,
        double beta2,
        double eps,
        double clipNorm,
        int maxLength,
        String template,
        Precision precision,
        long seed,
        @Nullable LoraSettings lora,
        Sampling sampling,
        boolean gradientCheckpointing) {

    public enum Schedule {
        COSINE,
        LINEAR,
        CONSTANT
    }

    public enum Precision {
        F32,
        BF16
    }

    public enum Sampling {
        SEQUENTIAL,
        RANDOM,
        BY_LENGTH
    }
}

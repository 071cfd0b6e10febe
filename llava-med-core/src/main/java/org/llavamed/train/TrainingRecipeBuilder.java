package org.llavamed.train;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.train.TrainingRecipe.Precision;
import org.llavamed.train.TrainingRecipe.Sampling;
import org.llavamed.train.TrainingRecipe.Schedule;

/** Collects the values of a {@link TrainingRecipe}, where units, ranges and defaults are described. Not thread-safe. */
public final class TrainingRecipeBuilder {
    private List<TrainedModule> train = List.of();
    private final Map<TrainedModule, Double> learningRate = new EnumMap<>(TrainedModule.class);
    private int batchSize = 1;
    private int accumulation = 1;
    private @Nullable Double epochs;
    private @Nullable Long maxSteps;
    private double warmupRatio = 0.03;
    private Schedule schedule = Schedule.COSINE;
    private double weightDecay;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private double clipNorm = 1;
    private int maxLength = 2048;
    private @Nullable String template;
    private Precision precision = Precision.F32;
    private long seed = 42;
    private @Nullable LoraSettings lora;
    private Sampling sampling = Sampling.RANDOM;
    private boolean gradientCheckpointing;

    TrainingRecipeBuilder() {}

    TrainingRecipeBuilder(TrainingRecipe recipe) {
        train = recipe.train();
        learningRate.putAll(recipe.learningRate());
        batchSize = recipe.batchSize();
        accumulation = recipe.accumulation();
        epochs = recipe.epochs();
        maxSteps = recipe.maxSteps();
        warmupRatio = recipe.warmupRatio();
        schedule = recipe.schedule();
        weightDecay = recipe.weightDecay();
        beta1 = recipe.beta1();
        beta2 = recipe.beta2();
        eps = recipe.eps();
        clipNorm = recipe.clipNorm();
        maxLength = recipe.maxLength();
        template = recipe.template();
        precision = recipe.precision();
        seed = recipe.seed();
        lora = recipe.lora();
        sampling = recipe.sampling();
        gradientCheckpointing = recipe.gradientCheckpointing();
    }

    /**
     * Sets what is trained. Rates of modules that are not trained any more are forgotten.
     *
     * @param train see {@link TrainingRecipe#train}
     * @return this
     */
    public TrainingRecipeBuilder train(List<TrainedModule> train) {
        this.train = List.copyOf(train);
        learningRate.keySet().retainAll(this.train);
        return this;
    }

    /**
     * Sets the rate of a module.
     *
     * @param module a trained module
     * @param rate larger than 0 and at most 1
     * @return this
     */
    public TrainingRecipeBuilder learningRate(TrainedModule module, double rate) {
        learningRate.put(module, rate);
        return this;
    }

    /**
     * Sets the samples of a micro-batch.
     *
     * @param batchSize see {@link TrainingRecipe#batchSize}
     * @return this
     */
    public TrainingRecipeBuilder batchSize(int batchSize) {
        this.batchSize = batchSize;
        return this;
    }

    /**
     * Sets the micro-batches of a step.
     *
     * @param accumulation see {@link TrainingRecipe#accumulation}
     * @return this
     */
    public TrainingRecipeBuilder accumulation(int accumulation) {
        this.accumulation = accumulation;
        return this;
    }

    /**
     * Sets the number of epochs instead of a number of steps.
     *
     * @param epochs see {@link TrainingRecipe#epochs}
     * @return this
     */
    public TrainingRecipeBuilder epochs(double epochs) {
        this.epochs = epochs;
        maxSteps = null;
        return this;
    }

    /**
     * Sets the number of steps instead of a number of epochs.
     *
     * @param maxSteps see {@link TrainingRecipe#maxSteps}
     * @return this
     */
    public TrainingRecipeBuilder maxSteps(long maxSteps) {
        this.maxSteps = maxSteps;
        epochs = null;
        return this;
    }

    /**
     * Sets the share of warm-up.
     *
     * @param warmupRatio see {@link TrainingRecipe#warmupRatio}
     * @return this
     */
    public TrainingRecipeBuilder warmupRatio(double warmupRatio) {
        this.warmupRatio = warmupRatio;
        return this;
    }

    /**
     * Sets the schedule after warm-up.
     *
     * @param schedule see {@link TrainingRecipe#schedule}
     * @return this
     */
    public TrainingRecipeBuilder schedule(Schedule schedule) {
        this.schedule = schedule;
        return this;
    }

    /**
     * Sets the decay of weights.
     *
     * @param weightDecay see {@link TrainingRecipe#weightDecay}
     * @return this
     */
    public TrainingRecipeBuilder weightDecay(double weightDecay) {
        this.weightDecay = weightDecay;
        return this;
    }

    /**
     * Sets AdamW's averages.
     *
     * @param beta1 see {@link TrainingRecipe#beta1}
     * @param beta2 see {@link TrainingRecipe#beta2}
     * @return this
     */
    public TrainingRecipeBuilder betas(double beta1, double beta2) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        return this;
    }

    /**
     * Sets AdamW's epsilon.
     *
     * @param eps see {@link TrainingRecipe#eps}
     * @return this
     */
    public TrainingRecipeBuilder eps(double eps) {
        this.eps = eps;
        return this;
    }

    /**
     * Sets the largest norm of gradients.
     *
     * @param clipNorm see {@link TrainingRecipe#clipNorm}
     * @return this
     */
    public TrainingRecipeBuilder clipNorm(double clipNorm) {
        this.clipNorm = clipNorm;
        return this;
    }

    /**
     * Sets the length at which samples are cut.
     *
     * @param maxLength see {@link TrainingRecipe#maxLength}
     * @return this
     */
    public TrainingRecipeBuilder maxLength(int maxLength) {
        this.maxLength = maxLength;
        return this;
    }

    /**
     * Sets the conversation template.
     *
     * @param template see {@link TrainingRecipe#template}
     * @return this
     */
    public TrainingRecipeBuilder template(@Nullable String template) {
        this.template = template;
        return this;
    }

    /**
     * Sets the precision.
     *
     * @param precision see {@link TrainingRecipe#precision}
     * @return this
     */
    public TrainingRecipeBuilder precision(Precision precision) {
        this.precision = precision;
        return this;
    }

    /**
     * Sets the seed.
     *
     * @param seed see {@link TrainingRecipe#seed}
     * @return this
     */
    public TrainingRecipeBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /**
     * Sets the low-rank additions.
     *
     * @param lora the settings, or null without the module {@code lora}
     * @return this
     */
    public TrainingRecipeBuilder lora(@Nullable LoraSettings lora) {
        this.lora = lora;
        return this;
    }

    /**
     * Sets the order of samples.
     *
     * @param sampling see {@link TrainingRecipe#sampling}
     * @return this
     */
    public TrainingRecipeBuilder sampling(Sampling sampling) {
        this.sampling = sampling;
        return this;
    }

    /**
     * Turns gradient checkpointing on or off.
     *
     * @param gradientCheckpointing see {@link TrainingRecipe#gradientCheckpointing}
     * @return this
     */
    public TrainingRecipeBuilder gradientCheckpointing(boolean gradientCheckpointing) {
        this.gradientCheckpointing = gradientCheckpointing;
        return this;
    }

    /**
     * Makes the recipe.
     *
     * @return the recipe
     * @throws IllegalArgumentException as {@link TrainingRecipe} does
     */
    public TrainingRecipe build() {
        return new TrainingRecipe(
                train,
                learningRate,
                batchSize,
                accumulation,
                epochs,
                maxSteps,
                warmupRatio,
                schedule,
                weightDecay,
                beta1,
                beta2,
                eps,
                clipNorm,
                maxLength,
                template,
                precision,
                seed,
                lora,
                sampling,
                gradientCheckpointing);
    }
}

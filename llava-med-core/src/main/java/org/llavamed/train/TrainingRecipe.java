package org.llavamed.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * What is trained and how: all that decides what a run computes, and nothing about where files lie. Immutable and
 * thread-safe. On disk it is a JSON object ({@link #read}, {@link #write}) whose keys are the components' names with
 * underscores, except "betas", a list of {@link #beta1} and {@link #beta2}; only {@code train}, {@code learning_rate}
 * and one of {@code epochs} and {@code max_steps} must be there. In code it is made by {@link #builder()}, by {@link #parse}
 * or from one of the ready-made ones, which {@link #toBuilder()} changes.
 *
 * <p>The ready-made recipes have the values of the LLaVA-Med paper (arXiv 2306.00890) and, for {@link #loraTuning()}, of LLaVA-1.5.
 * They run on one device: what the authors spread over 8 GPUs is accumulated, so that an update sees the same number of
 * samples in micro-batches of the same size. A larger {@code batch_size} with a smaller {@code accumulation} is faster where
 * memory allows; short samples then weigh a little less, since the loss of a step is the mean of its micro-batches' means.
 *
 * @param train what is trained, 1 or more modules, each once, and neither {@code lora} nor {@code image_markers} beside
 *     {@code language_model}; {@code vision_tower} and {@code text_tower} both and nothing else
 * @param learningRate highest rate of each trained module, larger than 0 and at most 1; in JSON an object from module to
 *     number, or one number for all; iterates in the order of {@code train}
 * @param batchSize samples in a micro-batch, which go through the model together, 1 to 100,000; 1 by default
 * @param accumulation micro-batches in a step, 1 to 100,000; 1 by default
 * @param epochs how often each sample is seen, larger than 0 and at most 100,000, with a fraction if wanted; null if {@code
 *     maxSteps} is given
 * @param maxSteps number of updates, 1 to 1,000,000,000, through as many epochs as it takes; null if {@code epochs} is given
 * @param warmupRatio share of the steps in which the rate climbs from 0, rounded up to whole steps, 0 to 1; 0.03 by default
 * @param schedule how the rate goes on after that; cosine by default
 * @param weightDecay decoupled decay of AdamW, a share of the weight times the rate in each step, 0 to 1; 0 by default
 * @param beta1 AdamW's share of the old mean of gradients, 0 to below 1; 0.9 by default
 * @param beta2 AdamW's share of the old mean of squared gradients, 0 to below 1; 0.999 by default
 * @param eps what AdamW adds to the root of the mean square, 1e-30 to 1; 1e-8 by default
 * @param clipNorm gradients with a larger Euclidean norm, all modules together, are scaled down to it, 0 (never) to 1e9; 1
 *     by default
 * @param maxLength positions of a sample, images expanded; what is longer is cut, 2 to 1,048,576; 2,048 by default
 * @param template key of the conversation template, one of {@link org.llavamed.prompt.TrainingTemplate#keys()}, or null,
 *     the default, for the checkpoint's own: {@code mistral_instruct} for LLaVA-Med v1.5; LLaVA-Med v1.0 was trained with
 *     {@code v0}
 * @param precision what the model is computed in; f32 by default
 * @param seed of sampling, dropout and new weights, any number of 64 bits; 42 by default
 * @param lora size and place of the low-rank additions, given exactly if {@code train} has {@code lora}; else null
 * @param sampling in which order samples are seen; random by default
 * @param gradientCheckpointing keeps one activation a decoder layer and computes the others again in the backward pass:
 *     less memory for about a third more time, the same results; false by default
 */
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
        @Nullable String template,
        Precision precision,
        long seed,
        @Nullable LoraSettings lora,
        Sampling sampling,
        boolean gradientCheckpointing) {

    /** How the learning rate goes on after warm-up, as in Hugging Face's schedules. */
    public enum Schedule {
        /** Down to 0 on half a cosine wave. */
        COSINE("cosine"),
        /** Down to 0 on a straight line. */
        LINEAR("linear"),
        /** Stays. */
        CONSTANT("constant");

        private final String key;

        Schedule(String key) {
            this.key = key;
        }

        /**
         * How a recipe writes it.
         *
         * @return the key
         */
        public String key() {
            return key;
        }
    }

    /** What the model is computed in. Trained weights and the optimizer are kept in 32 bits either way. */
    public enum Precision {
        /** IEEE single precision. */
        F32("f32"),
        /** bfloat16: half the memory for activations and frozen weights, 8 bits of mantissa. */
        BF16("bf16");

        private final String key;

        Precision(String key) {
            this.key = key;
        }

        /**
         * How a recipe writes it.
         *
         * @return the key
         */
        public String key() {
            return key;
        }
    }

    /** In which order samples are seen. Each is seen once an epoch in all of them. */
    public enum Sampling {
        /** As in the file, in every epoch. */
        SEQUENTIAL("sequential"),
        /** Shuffled anew in every epoch. */
        RANDOM("random"),
        /**
         * Shuffled, but a step has samples with images or samples without, and a micro-batch samples of similar length
         * (LLaVA's {@code group_by_modality_length}): less padding.
         */
        BY_LENGTH("by_length"),
        /**
         * Shuffled; after a first epoch of any samples together, up to three of four micro-batches have samples of one {@link
         * SampleSource#group group}. For contrasts: what is alike must be told apart by its details.
         */
        BY_GROUP("by_group");

        private final String key;

        Sampling(String key) {
            this.key = key;
        }

        /**
         * How a recipe writes it.
         *
         * @return the key
         */
        public String key() {
            return key;
        }
    }

    /**
     * Copies lists and maps and checks every value and what fits together.
     *
     * @param train the component
     * @param learningRate the component
     * @param batchSize the component
     * @param accumulation the component
     * @param epochs the component
     * @param maxSteps the component
     * @param warmupRatio the component
     * @param schedule the component
     * @param weightDecay the component
     * @param beta1 the component
     * @param beta2 the component
     * @param eps the component
     * @param clipNorm the component
     * @param maxLength the component
     * @param template the component
     * @param precision the component
     * @param seed the component
     * @param lora the component
     * @param sampling the component
     * @param gradientCheckpointing the component
     * @throws IllegalArgumentException if a value is out of range or two contradict each other; the message names them by
     *     their JSON keys
     */
    public TrainingRecipe {
        train = RecipeRules.train(train, lora);
        learningRate = RecipeRules.rates(train, learningRate);
        RecipeRules.whole("batch_size", batchSize, 1, 100_000);
        RecipeRules.whole("accumulation", accumulation, 1, 100_000);
        RecipeRules.length(epochs, maxSteps);
        warmupRatio = RecipeRules.range("warmup_ratio", warmupRatio, 0, 1);
        weightDecay = RecipeRules.range("weight_decay", weightDecay, 0, 1);
        beta1 = RecipeRules.belowOne("betas[0]", beta1);
        beta2 = RecipeRules.belowOne("betas[1]", beta2);
        eps = RecipeRules.range("eps", eps, 1e-30, 1); // smaller is 0 in 32 bits, and 0 divides 0 by 0
        clipNorm = RecipeRules.range("clip_norm", clipNorm, 0, 1e9);
        RecipeRules.whole("max_length", maxLength, 2, 1_048_576);
        RecipeRules.template(template, train);
        if (RecipeRules.isContrastive(train)) {
            RecipeRules.contrastive(batchSize, template, gradientCheckpointing);
        }
    }

    /**
     * Stage 1, alignment: the projector learns to name biomedical concepts; rate 2e-3, 128 samples a step (2 x 64), 1 epoch,
     * bf16, gradient checkpointing. Checkpoints with image start and end tokens (LLaVA-Med v1.0) train {@link TrainedModule#IMAGE_MARKERS} as well
     * in the paper; add it for them, with the same rate.
     *
     * @return the recipe
     */
    public static TrainingRecipe stage1() {
        return named("stage1");
    }

    /**
     * Stage 2, instruction tuning: projector and language model; rate 2e-5, 128 samples a step (1 x 128) as the paper says
     * (the published scripts have 64), 3 epochs, bf16, gradient checkpointing.
     *
     * @return the recipe
     */
    public static TrainingRecipe stage2() {
        return named("stage2");
    }

    /**
     * Fine-tuning on a visual question answering benchmark: as stage 2 with 64 samples a step (1 x 64) and 15 epochs, the
     * best of the paper.
     *
     * @return the recipe
     */
    public static TrainingRecipe vqa() {
        return named("vqa");
    }

    /**
     * Low-rank instruction tuning with the values of LLaVA-1.5: rank 128, alpha 256, dropout 0.05 on all linear layers of
     * the language model at rate 2e-4, the projector at 2e-5; 128 samples a step (16 x 8) grouped by length, 1 epoch, bf16,
     * gradient checkpointing. The vision tower has no additions, unlike in LLaVA's own script.
     *
     * @return the recipe
     */
    public static TrainingRecipe loraTuning() {
        return named("lora");
    }

    /**
     * Pre-training of a small language model that knows nothing yet ({@link org.llavamed.checkpoint.FreshLanguageModel}) on text:
     * template {@code text}, rate 1e-3, betas 0.9 and 0.95, weight decay 0.1, 32 samples a step grouped by length, 512 tokens a
     * sample, 1 epoch, f32. The values are those that small language models are usually trained with, not the paper's.
     *
     * @return the recipe
     */
    public static TrainingRecipe language() {
        return named("language");
    }

    /**
     * Pre-training of a vision tower together with a text tower, as CLIP does it (arXiv 2103.00020, table 18): rate 5e-4,
     * 256 pairs, betas 0.9 and 0.98, eps 1e-6, decay 0.2, 32 epochs, f32. Unlike in the paper the decay applies to gains,
     * biases and the scale as well, as everywhere here. More {@code accumulation} is no larger batch: each micro-batch is
     * contrasted by itself.
     *
     * @return the recipe
     */
    public static TrainingRecipe contrastive() {
        return named("contrastive");
    }

    /**
     * The names of the ready-made recipes.
     *
     * @return stage1, stage2, vqa, lora, language and contrastive
     */
    public static List<String> names() {
        return List.of("stage1", "stage2", "vqa", "lora", "language", "contrastive");
    }

    /**
     * A ready-made recipe.
     *
     * @param name one of {@link #names()}
     * @return the recipe
     * @throws LlavaMedException if there is none of this name
     */
    public static TrainingRecipe named(String name) {
        if (!names().contains(name)) {
            throw new LlavaMedException(Spelling.unknown("there is no ready-made recipe", name, names()));
        }
        String file = name + ".json";
        try (InputStream in = TrainingRecipe.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new LlavaMedException(file + ": is missing in the library's jar");
            }
            return RecipeReader.parse(file, in.readAllBytes());
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read from the library's jar: " + e, e);
        }
    }

    /**
     * Reads a recipe file.
     *
     * @param file JSON in UTF-8, at most 100,000 bytes
     * @return the recipe
     * @throws LlavaMedException if the file cannot be read, is no JSON, has an unknown or repeated key, or a value is wrong;
     *     the message names the file and the key, or line and column
     */
    public static TrainingRecipe read(Path file) {
        return RecipeReader.read(file);
    }

    /**
     * Reads a recipe from text.
     *
     * @param name names the text in messages
     * @param json the text, at most 100,000 bytes in UTF-8
     * @return the recipe
     * @throws LlavaMedException as {@link #read} does
     */
    public static TrainingRecipe parse(String name, String json) {
        return RecipeReader.parse(name, json.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The recipe as JSON, every key shown, in the order of the components; {@link #parse} makes an equal recipe of it.
     *
     * @return a text of several lines that ends with a line feed
     */
    public String toJson() {
        return RecipeWriter.json(this);
    }

    /**
     * Writes {@link #toJson()} to a file, which is replaced in one go if it exists.
     *
     * @param file where to; its folder must exist
     * @throws LlavaMedException if it cannot be written
     */
    public void write(Path file) {
        RecipeWriter.write(file, toJson());
    }

    /**
     * Starts with the defaults; modules, rates and epochs or steps must be added.
     *
     * @return a new builder
     */
    public static TrainingRecipeBuilder builder() {
        return new TrainingRecipeBuilder();
    }

    /**
     * Starts with the values of this recipe.
     *
     * @return a new builder
     */
    public TrainingRecipeBuilder toBuilder() {
        return new TrainingRecipeBuilder(this);
    }
}

package org.llavamed.train;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.checkpoint.ClipConfig;
import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.error.EngineException;
import org.llavamed.internal.model.MachineMemory;

/**
 * Memory of a run in bytes, estimated before anything is loaded: frozen weights, trained numbers with their gradients and
 * means, and what a micro-batch keeps for its gradients.
 *
 * @param frozen weights that stay as they are, mapped or converted
 * @param trained F32 weight, gradient and two means of every trained number; a second gradient with accumulation
 * @param activations what the longest micro-batch keeps
 * @param base the JVM, libtorch, samples prepared ahead
 */
record MemoryEstimate(long frozen, long trained, long activations, long base) {
    private static final long BASE = 600L << 20;
    /** Up to so many scores the kernels take attention in bf16 apart and keep them; more are computed in F32 and not kept. */
    private static final long SCORES = 1L << 24;

    private static final int WORKERS = 8; // twice as many as there are by default: samples ahead

    /** Estimates a run of a model with a language model. */
    static MemoryEstimate of(TrainingModel model, TrainingRecipe recipe, SampleSource samples) {
        CheckpointReport.Memory memory = model.checkpoint()
                .report()
                .memory()
                .get(recipe.precision() == TrainingRecipe.Precision.BF16 ? "bf16" : "f32");
        if (memory == null) {
            throw new IllegalStateException("the report has no memory for " + recipe.precision());
        }
        long trained = model.trainedNumbers();
        long bytes = recipe.precision() == TrainingRecipe.Precision.BF16 ? 2 : 4;
        long replaced = recipe.train().contains(TrainedModule.LORA) ? 0 : trained * bytes;
        long frozen = Math.max(0, memory.mappedBytes() + memory.anonymousBytes() - replaced);
        return of(model.checkpoint(), recipe, frozen, trained, samples.size(), longest(model, samples));
    }

    /** Positions of the longest sample, about, rather more: tokenizers make less than two tokens of a word, the template adds some. */
    private static long longest(TrainingModel model, SampleSource samples) {
        long longest = 1;
        for (int i = 0; i < samples.size(); i++) {
            SampleSource.Length length = samples.length(i);
            longest = Math.max(longest, 2L * length.words() + 100 + (length.image() ? model.imagePositions() : 0));
        }
        return Math.min(longest, model.maxLength());
    }

    /**
     * Estimates a contrastive run.
     *
     * @param config the towers
     * @param recipe how they are trained
     * @param numbers of both towers, all trained
     * @param samples how many there are
     * @param longest tokens of the longest text
     */
    static MemoryEstimate contrastive(
            ClipConfig config, TrainingRecipe recipe, long numbers, int samples, long longest) {
        long batch = Math.min(recipe.batchSize(), samples);
        long bytes = recipe.precision() == TrainingRecipe.Precision.BF16 ? 2 : 4;
        VisionConfig vision = config.vision();
        ClipConfig.Text text = config.text();
        long looking =
                batch * vision.positions() * vision.layers() * kept(vision.hiddenSize(), vision.intermediateSize());
        long reading = batch * longest * text.layers() * kept(text.hiddenSize(), text.intermediateSize());
        long scores = vision.layers() * attention(batch, vision.heads(), vision.positions(), vision.hiddenSize(), bytes)
                + text.layers() * attention(batch, text.heads(), longest, text.hiddenSize(), bytes);
        long pixels = 3L * vision.imageSize() * vision.imageSize();
        long table = 8L * text.vocabularySize() * text.hiddenSize(); // its gradient, and once more on its way
        long casts = bytes == 4 ? 0 : bytes * numbers;
        long activations = (looking + reading) * bytes * 13 / 10
                + scores
                + 12 * batch * pixels
                + 16 * batch * batch
                + table
                + casts;
        long images = Math.min(Runtime.getRuntime().maxMemory() / 4, samples * pixels);
        long gradients = recipe.accumulation() > 1 ? 20 : 16;
        return new MemoryEstimate(
                0, gradients * numbers, activations, BASE + images + (2 * batch + WORKERS) * 4 * pixels);
    }

    /** Bytes that attention of a layer keeps in bf16: scores, masked and as shares, or its parts in F32. */
    private static long attention(long batch, long heads, long positions, long width, long bytes) {
        if (bytes == 4) {
            return 0;
        }
        long scores = batch * heads * positions * positions;
        return scores <= SCORES ? 3 * bytes * scores : 4 * 4 * batch * positions * width;
    }

    /** Numbers a block keeps of a position: inputs and outputs of both norms, q, k, v, two of attention; three inner ones. */
    private static long kept(int hidden, int inner) {
        return 10L * hidden + 3L * inner;
    }

    /**
     * Estimates.
     *
     * @param checkpoint the start
     * @param recipe what is trained
     * @param frozenBytes of the weights in the computing type, mapped or not
     * @param trainedNumbers how many numbers are trained
     * @param samples how many there are
     * @param longest positions of the longest sample
     */
    private static MemoryEstimate of(
            Checkpoint checkpoint,
            TrainingRecipe recipe,
            long frozenBytes,
            long trainedNumbers,
            int samples,
            long longest) {
        long batch = Math.min(recipe.batchSize(), samples);
        LanguageConfig language = checkpoint.config().language();
        long bytes = recipe.precision() == TrainingRecipe.Precision.BF16 ? 2 : 4;
        long positions = batch * longest;
        long hidden = language.hiddenSize();
        long inner = language.intermediateSize();
        long queries = (long) language.heads() * language.headDim();
        // What a layer keeps of a position: two norms with their F32 inputs, q, k, v before and after rotation, the
        // output, four inner ones.
        long row = 4 * 4 * hidden + bytes * (4 * hidden + 6 * queries + 4 * inner);
        LoraSettings lora = recipe.lora();
        if (lora != null && lora.dropout() > 0) {
            row += 2 * bytes * (5 * hidden + queries + inner); // each linear's input dropped out, and the mask
        }
        long layer = positions * row + attention(batch, language.heads(), longest, queries, bytes);
        long kept = recipe.gradientCheckpointing()
                ? positions * hidden * bytes * language.layers() + 2 * layer
                : layer * language.layers();
        VisionConfig vision = checkpoint.config().vision();
        // Images are not predicted: logits, their softmax and its gradient are of text only.
        long text = Math.max(1, longest - (vision == null ? 0 : vision.featuresPerImage()));
        long logits = 3 * 4 * batch * text * language.vocabularySize();
        long looking = vision == null ? 0 : 40L * vision.positions() * vision.intermediateSize();
        boolean whole = recipe.train().contains(TrainedModule.LANGUAGE_MODEL);
        long table = hidden * language.vocabularySize();
        // Trained F32 weights are cast while they are used; a whole step's casts are kept without checkpointing.
        long casts = bytes == 4 || !whole ? 0 : recipe.gradientCheckpointing() ? 2 * table : 2 * trainedNumbers;
        long tables = whole ? 2 * 4 * table : 0; // gradients of embeddings and head on their way
        long activations = Math.max(kept + kept / 10 + logits + casts + tables, looking); // a tenth lies between
        long gradients = recipe.accumulation() > 1 && !recipe.gradientCheckpointing() ? 20 : 16;
        long pixels = vision == null ? 0 : 3L * 4 * vision.imageSize() * vision.imageSize();
        return new MemoryEstimate(
                frozenBytes, gradients * trainedNumbers, activations, BASE + (2 * batch + WORKERS) * pixels);
    }

    long total() {
        return frozen + trained + activations + base;
    }

    /** Refuses a run that cannot fit; the message has the parts and what makes them smaller. */
    void requireFits(Path folder, TrainingRecipe recipe, @Nullable Long limit) {
        long allowed = limit == null ? MachineMemory.totalBytes() : limit;
        if (total() <= allowed) {
            return;
        }
        StringBuilder advice = new StringBuilder();
        if (recipe.precision() == TrainingRecipe.Precision.F32) {
            advice.append("; precision bf16 halves frozen weights and activations");
        }
        if (!recipe.gradientCheckpointing() && !RecipeRules.isContrastive(recipe.train())) {
            advice.append("; gradient_checkpointing keeps a fraction of the activations");
        }
        if (recipe.batchSize() > 1) {
            advice.append("; a smaller batch_size with more accumulation");
        }
        if (recipe.train().contains(TrainedModule.LANGUAGE_MODEL)) {
            advice.append("; lora trains a small part instead of language_model");
        }
        throw new EngineException(String.format(
                        Locale.ROOT,
                        "%s: this recipe needs about %s (frozen weights %s, trained weights with gradients and means"
                                + " %s, a micro-batch %s, the program itself %s), but %s %s",
                        folder,
                        gibibytes(total()),
                        gibibytes(frozen),
                        gibibytes(trained),
                        gibibytes(activations),
                        gibibytes(base),
                        limit == null ? "the machine has" : "the limit is",
                        gibibytes(allowed))
                + advice);
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
    }
}

package org.llavamed.train;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
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
    private static final long BASE = 700L << 20;

    /**
     * Estimates.
     *
     * @param checkpoint the start
     * @param recipe what is trained
     * @param frozenBytes of the weights in the computing type, mapped or not
     * @param trainedNumbers how many numbers are trained
     * @param longest positions of the longest sample
     */
    static MemoryEstimate of(
            Checkpoint checkpoint, TrainingRecipe recipe, long frozenBytes, long trainedNumbers, long longest) {
        LanguageConfig language = checkpoint.config().language();
        long bytes = recipe.precision() == TrainingRecipe.Precision.BF16 ? 2 : 4;
        long positions = recipe.batchSize() * longest;
        long hidden = language.hiddenSize();
        long queries = (long) language.heads() * language.headDim();
        // What a layer keeps: two norms with their F32 inputs, q, k, v before and after rotation, the output, three
        // inner.
        long layer =
                positions * (4 * 4 * hidden + bytes * (4 * hidden + 6 * queries + 4L * language.intermediateSize()));
        long kept = recipe.gradientCheckpointing()
                ? positions * hidden * bytes * language.layers() + 2 * layer
                : layer * language.layers();
        long logits = 3 * 4 * positions * language.vocabularySize();
        VisionConfig vision = checkpoint.config().vision();
        long looking = vision == null ? 0 : 40L * vision.positions() * vision.intermediateSize();
        // Trained F32 weights are cast while they are used; a whole step's casts are kept without checkpointing.
        long casts = bytes == 2 && !recipe.gradientCheckpointing() ? 2 * trainedNumbers : 0;
        long gradients = recipe.accumulation() > 1 ? 20 : 16;
        return new MemoryEstimate(
                frozenBytes, gradients * trainedNumbers, Math.max(kept + logits + casts, looking), BASE);
    }

    long total() {
        return frozen + trained + activations + base;
    }

    /** Refuses a run that cannot fit; the message has the parts and what makes them smaller. */
    void requireFits(Checkpoint checkpoint, TrainingRecipe recipe, @Nullable Long limit) {
        long allowed = limit == null ? MachineMemory.totalBytes() : limit;
        if (total() <= allowed) {
            return;
        }
        StringBuilder advice = new StringBuilder();
        if (recipe.precision() == TrainingRecipe.Precision.F32) {
            advice.append("; precision bf16 halves frozen weights and activations");
        }
        if (!recipe.gradientCheckpointing()) {
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
                        checkpoint.folder(),
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

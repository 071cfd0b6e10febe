package org.llavamed.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.EngineException;
import org.llavamed.internal.training.SampleEncoder;
import org.llavamed.tokenizer.Tokenizer;

/**
 * Runs a recipe: the two stages of LLaVA-Med (paper, section 4) or a fine-tuning. <strong>Research use only, not for
 * clinical use.</strong>
 *
 * <p>A run writes into one folder: checkpoints to resume from, and in the end what was trained: {@code
 * mm_projector.safetensors} if only projector or markers were, an adapter ({@code adapter_config.json}, {@code
 * adapter_model.safetensors}) for LoRA, a whole checkpoint in the original LLaVA-Med layout if the language model was.
 */
public final class Trainer {
    private Trainer() {}

    /**
     * Trains until the recipe is done or {@link TrainingOptions#stop} says so; blocks. Every step is the same on the same
     * machine with the same number of threads, also after a resume. A JVM that is told to end stops the run after its step
     * and waits for it, five seconds at most.
     *
     * @param model folder of the start checkpoint; its files must not change during the run
     * @param samples what to learn from; stays open, the caller closes it
     * @param recipe what is trained and how
     * @param options where to and how
     * @return what was done
     * @throws org.llavamed.error.CheckpointException if the model cannot be read, does not fit the recipe, or the folder
     *     cannot be written or holds another run
     * @throws EngineException if memory does not suffice, loss or gradients are no numbers, or the thread is interrupted (it
     *     stays interrupted); checkpoints stay
     * @throws org.llavamed.error.LlavaMedException for a bad sample, unless these are skipped
     */
    public static TrainingReport train(
            Path model, SampleSource samples, TrainingRecipe recipe, TrainingOptions options) {
        if (Thread.currentThread().isInterrupted()) { // it would fail at the first file, which is not to blame
            throw new EngineException("the thread is interrupted; training did not begin");
        }
        try (ProcessEnd end = new ProcessEnd()) {
            return run(model, samples, recipe, options, end);
        } catch (CheckpointException e) {
            if (Thread.currentThread().isInterrupted()) { // which closes the file being read or written
                throw new EngineException("training was interrupted: " + e.getMessage(), e);
            }
            throw e;
        } catch (OutOfMemoryError e) {
            throw new EngineException(
                    "the Java heap is too small for the samples prepared ahead (" + e.getMessage()
                            + "): give the JVM more with -Xmx, or use fewer workers or a smaller batch_size",
                    e);
        }
    }

    private static TrainingReport run(
            Path model, SampleSource samples, TrainingRecipe recipe, TrainingOptions options, ProcessEnd end) {
        Path projector = options.projector();
        CheckpointOptions reading =
                projector == null ? options.checkpoint() : options.checkpoint().withProjector(projector);
        Checkpoint checkpoint = Checkpoint.open(model, reading);
        Tokenizer tokenizer = Tokenizer.load(model);
        TrainingModel opened = new TrainingModel(
                checkpoint, recipe, reading.projector() == null, TrainingModel.markerIds(checkpoint, tokenizer));
        SampleEncoder encoder = opened.encoder(tokenizer); // refuses a template before anything is written
        SampleOrder order = SampleOrder.of(recipe, samples);
        MemoryEstimate memory = estimate(opened, samples, recipe);
        memory.requireFits(checkpoint, recipe, options.memoryLimit());
        try (RunFolder folder = RunFolder.open(options.output(), options.resume())) {
            FeatureCache cache = openCache(checkpoint, recipe, options);
            SamplePreparation preparation = new SamplePreparation(samples, encoder, opened.preprocessor(), cache);
            try (TrainingRun run = new TrainingRun(
                    opened,
                    samples,
                    recipe,
                    options,
                    folder,
                    order,
                    cache,
                    preparation::prepare,
                    () -> end.asked() || options.stop().getAsBoolean())) {
                if (folder.latest() == null) {
                    recipe.write(options.output().resolve("recipe.json"));
                }
                return run.run(memory.total());
            }
        }
    }

    private static @Nullable FeatureCache openCache(
            Checkpoint checkpoint, TrainingRecipe recipe, TrainingOptions options) {
        VisionConfig vision = checkpoint.config().vision();
        Path root = options.featureCache();
        if (root == null || vision == null) {
            return null;
        }
        long width = (long) vision.hiddenSize() * vision.selectedStates().size();
        boolean half = recipe.precision() == TrainingRecipe.Precision.BF16;
        return FeatureCache.open(root, checkpoint, half, vision.featuresPerImage(), width);
    }

    private static MemoryEstimate estimate(TrainingModel model, SampleSource samples, TrainingRecipe recipe) {
        Checkpoint checkpoint = model.checkpoint();
        CheckpointReport report = checkpoint.report();
        CheckpointReport.Memory memory =
                report.memory().get(recipe.precision() == TrainingRecipe.Precision.BF16 ? "bf16" : "f32");
        if (memory == null) {
            throw new IllegalStateException("the report has no memory for " + recipe.precision());
        }
        long trained = model.trainedNumbers();
        long bytes = recipe.precision() == TrainingRecipe.Precision.BF16 ? 2 : 4;
        long replaced = recipe.train().contains(TrainedModule.LORA) ? 0 : trained * bytes;
        long frozen = Math.max(0, memory.mappedBytes() + memory.anonymousBytes() - replaced);
        return MemoryEstimate.of(checkpoint, recipe, frozen, trained, samples.size(), longest(model, samples, recipe));
    }

    /** Positions of the longest sample, about, rather more: tokenizers make less than two tokens of a word, the template adds some. */
    private static long longest(TrainingModel model, SampleSource samples, TrainingRecipe recipe) {
        long longest = 1;
        for (int i = 0; i < samples.size(); i++) {
            SampleSource.Length length = samples.length(i);
            longest = Math.max(longest, 2L * length.words() + 100 + (length.image() ? model.imagePositions() : 0));
        }
        return Math.min(
                longest,
                Math.min(
                        recipe.maxLength(),
                        model.checkpoint().config().language().maxPositions()));
    }
}

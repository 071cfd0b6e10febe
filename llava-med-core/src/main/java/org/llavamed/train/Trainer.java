package org.llavamed.train;

import java.nio.file.Path;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.EngineException;

/**
 * Runs a recipe: the two stages of LLaVA-Med (paper, section 4), a fine-tuning, or the training of small parts from nothing.
 * <strong>Research use only, not for clinical use.</strong>
 *
 * <p>A run writes into one folder: checkpoints to resume from, and in the end what was trained: {@code
 * mm_projector.safetensors} if only projector or markers were, an adapter ({@code adapter_config.json}, {@code
 * adapter_model.safetensors}) for LoRA, a whole checkpoint in the original LLaVA-Med layout if the language model was (a plain
 * Hugging Face folder if it has no vision tower), a CLIP folder if the towers were.
 */
public final class Trainer {
    private Trainer() {}

    /**
     * Trains until the recipe is done or {@link TrainingOptions#stop} says so; blocks. Every step is the same on the same
     * machine with the same number of threads, also after a resume. A JVM that is told to end stops the run after its step
     * and waits for it, five seconds at most.
     *
     * @param model folder of the start checkpoint, a CLIP folder for the towers; its files must not change during the run
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
        StartModel start = RecipeRules.isContrastive(recipe.train())
                ? ContrastiveModel.open(model, recipe, options)
                : TrainingModel.open(model, recipe, options);
        StartModel.Preparation preparation = start.preparation(samples); // refuses before anything is written
        SampleOrder order = SampleOrder.of(recipe, samples);
        MemoryEstimate memory = start.memory(samples);
        memory.requireFits(start.folder(), recipe, options.memoryLimit());
        try (RunFolder folder = RunFolder.open(options.output(), options.resume())) {
            FeatureCache cache = start.cache(options.featureCache());
            try (TrainingRun run = new TrainingRun(
                    start,
                    samples,
                    recipe,
                    options,
                    folder,
                    order,
                    cache,
                    index -> preparation.prepare(index, cache),
                    () -> end.asked() || options.stop().getAsBoolean())) {
                if (folder.latest() == null) {
                    recipe.write(options.output().resolve("recipe.json"));
                }
                return run.run(memory.total());
            }
        }
    }
}

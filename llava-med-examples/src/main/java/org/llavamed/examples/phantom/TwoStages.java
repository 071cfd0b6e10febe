package org.llavamed.examples.phantom;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.LlavaMed;
import org.llavamed.LoadOptions;
import org.llavamed.Precision;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.data.training.DialogueSamples;
import org.llavamed.train.TrainedModule;
import org.llavamed.train.Trainer;
import org.llavamed.train.TrainingListener;
import org.llavamed.train.TrainingOptions;
import org.llavamed.train.TrainingRecipe;

/**
 * The curriculum of LLaVA-Med on phantoms: the projector learns captions, then projector and language model learn dialogues.
 *
 * @param captionsOfStage1 what stage 1 was taught
 * @param stage1 questions to a model that has learned captions only
 * @param both questions after both stages
 * @param blank the same without anything to see
 */
public record TwoStages(Marks captionsOfStage1, Marks stage1, Marks both, Marks blank) {
    private static final long EXAM = 30_011_000; // away from the seeds of training data
    private static final String TEMPLATE = "mistral_instruct"; // LLaVA-Med v1.5's, without a system text to compute
    private static final double BETA2 =
            0.98; // 0.999 would remember the first steps' gradients all through so short a run

    /**
     * Stage 1 for this small model: a larger rate, fewer samples a step, all in 32 bits.
     *
     * @param lesson how long
     * @param seed of sampling
     * @return the recipe
     */
    public static TrainingRecipe alignment(Lesson lesson, long seed) {
        return TrainingRecipe.stage1().toBuilder()
                .learningRate(TrainedModule.PROJECTOR, 0.01)
                .batchSize(16)
                .accumulation(1)
                .betas(0.9, BETA2)
                .maxSteps(lesson.alignmentSteps())
                .template("plain")
                .precision(TrainingRecipe.Precision.F32)
                .gradientCheckpointing(false)
                .seed(seed)
                .build();
    }

    /**
     * Stage 2 for this small model.
     *
     * @param lesson how long
     * @param seed of sampling
     * @return the recipe
     */
    public static TrainingRecipe instruction(Lesson lesson, long seed) {
        return TrainingRecipe.stage2().toBuilder()
                .learningRate(TrainedModule.PROJECTOR, 2e-3)
                .learningRate(TrainedModule.LANGUAGE_MODEL, 2e-3)
                .batchSize(16)
                .accumulation(1)
                .betas(0.9, BETA2)
                .maxSteps(lesson.instructionSteps())
                .template(TEMPLATE)
                .precision(TrainingRecipe.Precision.F32)
                .gradientCheckpointing(false)
                .seed(seed)
                .build();
    }

    /**
     * Makes model and data, trains, examines.
     *
     * @param folder where all files go; must exist
     * @param lesson what and how long
     * @param seed of model, data and sampling
     * @param repeats size of the exam, see {@link Exam}
     * @param listener told how both runs go
     * @return the marks
     */
    public static TwoStages run(Path folder, Lesson lesson, long seed, int repeats, TrainingListener listener) {
        Path start = StartModel.write(folder, seed);
        PhantomData data = PhantomData.write(folder, lesson, seed);
        Exam exam = new Exam(lesson, repeats, EXAM + seed);

        Path first = folder.resolve("stage1");
        Path projector = first.resolve("mm_projector.safetensors");
        train(start, data.captions(), data.images(), alignment(lesson, seed), options(first, listener));
        Marks captions;
        try (LlavaMed model = open(start, projector, LoadOptions.builder().template(new CaptionPrompt()))) {
            captions = exam.captions(model);
        }
        Marks aligned;
        try (LlavaMed model = open(start, projector, LoadOptions.builder().template(TEMPLATE))) {
            aligned = exam.questions(model);
        }

        Path second = folder.resolve("stage2");
        train(
                start,
                data.dialogues(),
                data.images(),
                instruction(lesson, seed),
                options(second, listener).projector(projector));
        try (LlavaMed model = open(second, null, LoadOptions.builder().template(TEMPLATE))) {
            return new TwoStages(captions, aligned, exam.questions(model), exam.blank(model));
        }
    }

    private static TrainingOptions.Builder options(Path output, TrainingListener listener) {
        Path cache = output.resolveSibling("features"); // the tower is frozen: both stages see the same features
        return TrainingOptions.builder(output).featureCache(cache).listener(listener);
    }

    private static void train(
            Path start, Path file, Path images, TrainingRecipe recipe, TrainingOptions.Builder options) {
        try (DialogueSamples samples = DialogueSamples.open(file, images)) {
            Trainer.train(start, samples, recipe, options.build());
        }
    }

    private static LlavaMed open(Path model, @Nullable Path projector, LoadOptions.Builder options) {
        CheckpointOptions parts = CheckpointOptions.defaults().withProjector(projector);
        return LlavaMed.load(
                model, options.checkpoint(parts).precision(Precision.F32).build());
    }
}

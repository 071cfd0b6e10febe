package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.PromptException;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.internal.training.StateFile;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.train.TinyRun.Losses;
import org.llavamed.train.TinyRun.Samples;
import org.llavamed.train.TrainingRecipe.Precision;

/** What a run may begin with, and what its result is then. */
@ExtendWith(ResourceBaseline.class)
class RunInputsTest {
    private static final TrainingRecipe STAGE_1 = TinyRun.recipe(TrainedModule.PROJECTOR);
    private static final TrainingRecipe STAGE_2 = TinyRun.recipe(TrainedModule.PROJECTOR, TrainedModule.LANGUAGE_MODEL);
    private static final TrainingRecipe LORA = TinyRun.recipe(TrainedModule.LORA);

    @TempDir
    static Path shared;

    static Path model;

    @TempDir
    Path folder;

    @BeforeAll
    static void write() {
        model = TinyRun.model(shared);
    }

    private Losses train(
            Path start, String output, TrainingRecipe recipe, UnaryOperator<TrainingOptions.Builder> more) {
        return train(start, new Samples(7), output, recipe, more);
    }

    private Losses train(
            Path start,
            SampleSource samples,
            String output,
            TrainingRecipe recipe,
            UnaryOperator<TrainingOptions.Builder> more) {
        Losses losses = new Losses();
        Trainer.train(start, samples, recipe, TinyRun.options(folder.resolve(output), losses, more));
        return losses;
    }

    /** Weights as they are loaded, in F32. */
    private static Map<String, float[]> weights(Path folder, CheckpointOptions options) {
        Checkpoint checkpoint = Checkpoint.open(folder, options);
        Map<String, float[]> weights = new TreeMap<>();
        try (TrainableNetwork network = TrainableNetwork.load(
                checkpoint, new TrainableNetwork.Settings(java.util.Set.of(), DType.F32, false, null, List.of()))) {
            checkpoint.tensors().forEach((name, info) -> {
                if (!name.startsWith("vision.")) {
                    weights.put(name, StateFile.values(network.tensor(name), 0, (int) info.elements()));
                }
            });
        }
        return weights;
    }

    /** Ends the run at its last step to see what an uninterrupted start from the result gives. */
    private double firstLoss(Path start, UnaryOperator<TrainingOptions.Builder> more) {
        TrainingRecipe one = STAGE_1.toBuilder()
                .maxSteps(1L)
                .sampling(TrainingRecipe.Sampling.SEQUENTIAL)
                .build();
        return Objects.requireNonNull(train(start, "first-" + System.nanoTime(), one, more)
                        .steps
                        .get(1L))
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f32", "bf16"})
    void anAdapterKeepsTheProjectorItWasTrainedWith(String precision) {
        train(model, "stage1", STAGE_1, builder -> builder);
        Path projector = folder.resolve("stage1/mm_projector.safetensors");
        TrainingRecipe recipe = LORA.toBuilder()
                .precision(precision.equals("f32") ? Precision.F32 : Precision.BF16)
                .build();
        train(model, "lora", recipe, builder -> builder.projector(projector));
        CheckpointOptions adapter = CheckpointOptions.defaults().withAdapter(folder.resolve("lora"));
        Map<String, float[]> trained =
                weights(model, CheckpointOptions.defaults().withProjector(projector));
        Map<String, float[]> beside = weights(model, adapter);
        float tolerance = precision.equals("f32") ? 0 : 0.01f;
        for (String name : List.of("projector.0.weight", "projector.2.bias")) {
            assertArrayEquals(trained.get(name), beside.get(name), tolerance, name);
        }
        CheckpointException refused = assertThrows(
                CheckpointException.class, () -> train(model, "again", LORA, builder -> builder.checkpoint(adapter)));
        assertTrue(String.valueOf(refused.getMessage()).contains("opened with an adapter"), refused::toString);
        // The sum of base and adapter can be trained on as a whole, and its projector by itself.
        train(model, "full", STAGE_2.toBuilder().maxSteps(1L).warmupRatio(1).build(), b -> b.checkpoint(adapter));
        Map<String, float[]> full = weights(folder.resolve("full"), CheckpointOptions.defaults());
        for (String name : full.keySet()) { // the first step of the warm-up has rate 0
            assertArrayEquals(beside.get(name), full.get(name), name);
        }
        assertEquals(firstLoss(model, b -> b.checkpoint(adapter)), firstLoss(folder.resolve("full"), b -> b), 1e-4);
    }

    @Test
    void markerRowsOfAProjectorFileAreKept() {
        Path versionOne = TinyRun.model(
                folder, RandomShape.tiny(Layout.ORIGINAL_LLAMA, 32003).asVersionOne(), SafetensorsType.F32);
        TrainingRecipe markers = TinyRun.recipe(TrainedModule.PROJECTOR, TrainedModule.IMAGE_MARKERS);
        train(versionOne, "first", markers, builder -> builder);
        Path first = folder.resolve("first/mm_projector.safetensors");
        train(versionOne, "second", STAGE_1, builder -> builder.projector(first));
        train(versionOne, "third", LORA, builder -> builder.projector(first));
        float[] expected = weights(versionOne, CheckpointOptions.defaults().withProjector(first))
                .get("embed_tokens.weight");
        CheckpointOptions second =
                CheckpointOptions.defaults().withProjector(folder.resolve("second/mm_projector.safetensors"));
        assertArrayEquals(expected, weights(versionOne, second).get("embed_tokens.weight"));
        CheckpointOptions third = CheckpointOptions.defaults().withAdapter(folder.resolve("third"));
        assertArrayEquals(expected, weights(versionOne, third).get("embed_tokens.weight"));
    }

    @Test
    void aTextOnlyModel() {
        RandomShape shape =
                RandomShape.tiny(Layout.ORIGINAL_LLAMA, TinyRun.VOCABULARY).withVision(null);
        Path text = TinyRun.model(folder, shape, SafetensorsType.F32);
        Samples samples = new Samples(7) {
            @Override
            public TrainingSample sample(int index) {
                return super.sample(index * 3); // those without images
            }

            @Override
            public Length length(int index) {
                return new Length(20, false);
            }
        };
        TrainingRecipe recipe = TinyRun.recipe(TrainedModule.LANGUAGE_MODEL).toBuilder()
                .template("vicuna_v1")
                .build();
        Losses losses = train(text, samples, "text", recipe, builder -> builder);
        assertTrue(losses.loss(12) < losses.loss(1) - 1, losses.steps::toString);
        Checkpoint result = Checkpoint.open(folder.resolve("text"), CheckpointOptions.defaults());
        assertNull(result.config().vision());
        train(text, samples, "lora", LORA.toBuilder().template("vicuna_v1").build(), builder -> builder);
        CheckpointException refused =
                assertThrows(CheckpointException.class, () -> train(text, samples, "no", STAGE_1, builder -> builder));
        assertTrue(String.valueOf(refused.getMessage()).contains("the model has none"), refused::toString);
        PromptException image =
                assertThrows(PromptException.class, () -> train(text, "images", recipe, builder -> builder));
        assertTrue(
                String.valueOf(image.getMessage()).matches("(?s)sample case-\\d.*no vision tower.*"), image::toString);
    }

    /** Both learn; what bf16 rounds away is small beside what is learned. */
    @ParameterizedTest
    @ValueSource(strings = {"stage1", "stage2", "lora"})
    void halfPrecisionLearnsAsMuch(String stage) throws IOException {
        TrainingRecipe recipe =
                switch (stage) {
                    case "stage1" -> STAGE_1;
                    case "stage2" -> STAGE_2;
                    default -> TinyRun.recipe(TrainedModule.LORA, TrainedModule.PROJECTOR);
                };
        recipe = recipe.toBuilder().maxSteps(40L).build();
        Losses exact = train(model, "f32", recipe, builder -> builder);
        Losses half = train(
                model, "bf16", recipe.toBuilder().precision(Precision.BF16).build(), builder -> builder);
        double worst = 0;
        for (long step = 1; step <= 40; step++) {
            double loss = exact.loss(step);
            worst = Math.max(worst, Math.abs(loss - half.loss(step)) / loss);
        }
        double first = half.loss(1);
        double last = half.loss(40);
        String figures =
                stage + ": " + first + " to " + last + ", f32 to " + exact.steps.get(40L) + ", apart by " + worst;
        assertTrue(last < first - 0.05, figures);
        assertTrue(worst < 0.05, figures);
        org.slf4j.LoggerFactory.getLogger(RunInputsTest.class).info(figures);
    }
}

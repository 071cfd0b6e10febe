package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.train.TinyRun.Losses;
import org.llavamed.train.TinyRun.Samples;

/** A run that is stopped and resumed is the run that was not, and nothing else is taken for it. */
@ExtendWith(ResourceBaseline.class)
class ResumeTest {
    @TempDir
    static Path shared;

    static Path model;

    @TempDir
    Path folder;

    @BeforeAll
    static void write() {
        model = TinyRun.model(shared);
    }

    private static TrainingRecipe recipe(String stage, boolean recompute) {
        TrainingRecipe recipe =
                switch (stage) {
                    case "stage1" -> TinyRun.recipe(TrainedModule.PROJECTOR);
                    case "stage2" -> TinyRun.recipe(TrainedModule.PROJECTOR, TrainedModule.LANGUAGE_MODEL);
                    default -> TinyRun.recipe(TrainedModule.LORA, TrainedModule.PROJECTOR);
                };
        return recipe.toBuilder().gradientCheckpointing(recompute).build();
    }

    private Losses train(String output, TrainingRecipe recipe, UnaryOperator<TrainingOptions.Builder> more) {
        Losses losses = new Losses();
        Trainer.train(model, new Samples(7), recipe, TinyRun.options(folder.resolve(output), losses, more));
        return losses;
    }

    private static UnaryOperator<TrainingOptions.Builder> stopAfter(int steps) {
        int[] asked = {0};
        return builder -> builder.stop(() -> asked[0]++ == steps).resume(true);
    }

    @ParameterizedTest
    @CsvSource({"stage1, false", "stage1, true", "stage2, true", "lora, false", "lora, true"})
    void stoppedAndResumed(String stage, boolean recompute) throws IOException {
        TrainingRecipe recipe = recipe(stage, recompute);
        Losses whole = train("whole", recipe, builder -> builder);
        assertEquals(12, whole.steps.size());
        assertEquals(List.of(3L, 6L, 9L, 12L), whole.saved);
        UnaryOperator<TrainingOptions.Builder> cached = builder -> builder.featureCache(folder.resolve("cache"));
        Losses parts = train("parts", recipe, builder -> stopAfter(4).apply(cached.apply(builder)));
        assertEquals(List.of(3L, 4L), parts.saved);
        for (int steps : new int[] {0, 2, 5, 100}) { // at a step that is saved, too
            Losses part = train("parts", recipe, builder -> stopAfter(steps).apply(cached.apply(builder)));
            parts.steps.putAll(part.steps);
            assertEquals(
                    parts.steps.size() - part.steps.size() + 1,
                    part.starts.get(0).firstStep());
        }
        assertEquals(whole.steps, parts.steps);
        assertEquals(TinyRun.result(folder.resolve("whole")), TinyRun.result(folder.resolve("parts")));
    }

    @Test
    void aFinishedRunHasNothingToDo() throws IOException {
        TrainingRecipe recipe = recipe("stage1", false);
        train("run", recipe, builder -> builder);
        Path file = folder.resolve("run/mm_projector.safetensors");
        Object key = Files.readAttributes(file, "unix:ino").get("ino");
        Losses again = new Losses();
        TrainingReport report = Trainer.train(
                model,
                new Samples(7),
                recipe,
                TinyRun.options(folder.resolve("run"), again, builder -> builder.resume(true)));
        assertTrue(report.finished());
        assertEquals(List.of(), List.copyOf(again.steps.keySet()));
        assertEquals(List.of(), again.saved);
        assertEquals(key, Files.readAttributes(file, "unix:ino").get("ino"));
        Files.delete(file); // as if it was killed before the end
        train("run", recipe, builder -> builder.resume(true));
        assertTrue(Files.exists(file));
    }

    @Test
    void checkpointsThatAreKept() throws IOException {
        Files.createDirectories(folder.resolve("run/checkpoint-12abc"));
        Files.createDirectories(folder.resolve("run/checkpoint-2.part-mine"));
        Path left = folder.resolve("run/checkpoint-3.part-01234567-89ab-cdef-0123-456789abcdef");
        Path result = folder.resolve("run/result.part-12ab.part-01234567-89ab-cdef-0123-456789abcdef");
        Files.createDirectories(left);
        Files.createDirectories(result);
        train("run", recipe("stage1", false), builder -> builder.resume(true)); // of nothing: it begins
        assertEquals(
                List.of("checkpoint-12", "checkpoint-12abc", "checkpoint-2.part-mine", "checkpoint-9"),
                names("checkpoint"));
        assertEquals(List.of(), names("result"));
    }

    private List<String> names(String start) throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("run"))) {
            return paths.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.startsWith(start))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"checkpoint-3/state.json", "config.json", "adapter_config.json", "mm_projector.safetensors"})
    void aUsedFolderStaysAsItIs(String file) throws IOException {
        Path used = folder.resolve("run").resolve(file);
        Files.createDirectories(used.getParent());
        Files.writeString(used, "mine");
        Files.createDirectories(folder.resolve("run/checkpoint-5.part-01234567-89ab-cdef-0123-456789abcdef"));
        List<String> before = names("");
        Losses losses = new Losses();
        for (boolean resume : new boolean[] {false, !file.startsWith("checkpoint")}) {
            CheckpointException refused = assertThrows(
                    CheckpointException.class,
                    () -> train(
                            "run",
                            recipe("stage1", false),
                            b -> b.resume(resume).listener(losses)));
            assertTrue(String.valueOf(refused.getMessage()).contains("choose another folder"), refused::toString);
        }
        assertEquals(before, names(""));
        assertEquals(List.of(), losses.starts);
    }

    @Test
    void anotherRecipeDataOrModel() {
        TrainingRecipe recipe = recipe("stage1", false);
        train("run", recipe, stopAfter(2));
        refuse("batch_size was 2 and is now 3", recipe.toBuilder().batchSize(3).build(), new Samples(7), model);
        refuse("7 samples (made up), now 8 (made up)", recipe, new Samples(8), model);
        refuse(
                "now 7 (other)",
                recipe,
                new Samples(7) {
                    @Override
                    public String fingerprint() {
                        return "other";
                    }
                },
                model);
        Path other = TinyRun.model(
                shared, RandomShape.tiny(Layout.ORIGINAL_MISTRAL, TinyRun.VOCABULARY), SafetensorsType.BF16);
        refuse("another model", recipe, new Samples(7), other);
        assertEquals(
                10, train("run", recipe, builder -> builder.resume(true)).steps.size());
    }

    private void refuse(String message, TrainingRecipe recipe, SampleSource samples, Path start) {
        Losses losses = new Losses();
        TrainingOptions options = TinyRun.options(folder.resolve("run"), losses, builder -> builder.resume(true));
        CheckpointException refused =
                assertThrows(CheckpointException.class, () -> Trainer.train(start, samples, recipe, options));
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused::toString);
        assertTrue(String.valueOf(refused.getMessage()).contains("checkpoint-2"), refused::toString);
        assertEquals(List.of(), losses.starts);
    }

    @ParameterizedTest
    @CsvSource({
        "state.json, missing",
        "state.json, empty",
        "state.json, cut",
        "state.json, {}",
        "state.json, step",
        "state.safetensors, missing",
        "state.safetensors, empty",
        "state.safetensors, cut",
        "state.safetensors, bit"
    })
    void aDamagedCheckpoint(String file, String damage) throws IOException {
        TrainingRecipe recipe = recipe("stage1", false);
        Losses whole = train("run", recipe, stopAfter(4));
        Path damaged = folder.resolve("run/checkpoint-4").resolve(file);
        byte[] bytes = Files.readAllBytes(damaged);
        switch (damage) {
            case "missing" -> Files.delete(damaged);
            case "empty" -> Files.write(damaged, new byte[0]);
            case "cut" -> Files.write(damaged, java.util.Arrays.copyOf(bytes, bytes.length - 5));
            case "{}" -> Files.writeString(damaged, "{}");
            case "step" -> Files.writeString(damaged, Files.readString(damaged).replace(": 4", ": \"4\""));
            default -> {
                bytes[bytes.length - 3] ^= 1;
                Files.write(damaged, bytes);
            }
        }
        CheckpointException refused =
                assertThrows(CheckpointException.class, () -> train("run", recipe, builder -> builder.resume(true)));
        assertTrue(String.valueOf(refused.getMessage()).contains(damaged.toString()), refused::toString);
        assertTrue(String.valueOf(refused.getMessage()).contains("delete the folder"), refused::toString);
        assertFalse(Files.exists(folder.resolve("run/mm_projector.safetensors")));
        org.llavamed.internal.file.NewFolder.deleteTree(folder.resolve("run/checkpoint-4"));
        Losses rest = train("run", recipe, builder -> builder.resume(true));
        assertEquals(4, rest.starts.get(0).firstStep());
        assertEquals(whole.steps.get(4L), rest.steps.get(4L));
    }

    @Test
    void oneRunAFolder() throws IOException, InterruptedException {
        Path place = folder.resolve("run");
        try (RunFolder first = RunFolder.open(place, false)) {
            for (int i = 0; i < 2; i++) {
                CheckpointException refused =
                        assertThrows(CheckpointException.class, () -> RunFolder.open(place, true));
                assertTrue(String.valueOf(refused.getMessage()).contains("another run"), refused::toString);
            }
            // Trying must not have given up the lock that other processes see.
            assertEquals(
                    3,
                    org.llavamed.ChildJvm.run(folder, Locking.class, entry -> true, List.of(), place.toString())
                            .exit());
            assertEquals(null, first.latest());
        }
        RunFolder.open(place, true).close();
    }

    /** Runs in another JVM. */
    static final class Locking {
        private Locking() {}

        public static void main(String[] arguments) {
            try {
                RunFolder.open(Path.of(arguments[0]), true).close();
            } catch (CheckpointException e) {
                System.exit(String.valueOf(e.getMessage()).contains("another run") ? 3 : 4);
            }
        }
    }
}

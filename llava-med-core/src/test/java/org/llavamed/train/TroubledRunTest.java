package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.EngineException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.error.PromptException;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.prompt.Turn;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.train.TinyRun.Losses;
import org.llavamed.train.TinyRun.Samples;

/** What goes wrong in a run ends it, or not, with what, where and what to do, and without loss of work or memory. */
@ExtendWith(ResourceBaseline.class)
class TroubledRunTest {
    private static final TrainingRecipe RECIPE = TinyRun.recipe(TrainedModule.PROJECTOR);

    @TempDir
    static Path shared;

    static Path model;

    @TempDir
    Path folder;

    private final Losses losses = new Losses();

    @BeforeAll
    static void write() {
        model = TinyRun.model(shared);
    }

    private TrainingReport train(SampleSource samples, UnaryOperator<TrainingOptions.Builder> more) {
        return train(model, samples, RECIPE, more);
    }

    private TrainingReport train(
            Path start, SampleSource samples, TrainingRecipe recipe, UnaryOperator<TrainingOptions.Builder> more) {
        return Trainer.train(start, samples, recipe, TinyRun.options(folder.resolve("run"), losses, more));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> paths = Files.list(folder.resolve("run"))) {
            return paths.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void weightsThatAreNoNumbers() throws IOException {
        Path damaged = TinyRun.model(folder);
        Path file = damaged.resolve("model.safetensors");
        TensorInfo info = java.util.Objects.requireNonNull(
                SafetensorsFile.read(file).tensors().get("model.mm_projector.2.bias"));
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(info.begin());
            bytes.write(new byte[] {0, 0, (byte) 0xc0, 0x7f}); // NaN
        }
        EngineException failure =
                assertThrows(EngineException.class, () -> train(damaged, new Samples(7), RECIPE, b -> b.saveSteps(1)));
        assertTrue(
                String.valueOf(failure.getMessage())
                        .matches("(?s)step 1, micro-batch \\d of 2: the loss is NaN \\(samples case-.*"
                                + "no checkpoint was written yet.*start checkpoint.*"),
                failure::toString);
        assertEquals(List.of("recipe.json", "run.lock"), names());
    }

    @Test
    void nothingToLearn() {
        String words = "lung ".repeat(60);
        SampleSource samples = new Samples(7) {
            @Override
            public TrainingSample sample(int index) {
                TrainingSample sample = super.sample(index);
                // All of the first step, half a micro-batch and a whole one of the second.
                return index < 5 || index == 6
                        ? new TrainingSample(
                                sample.id(), List.of(), List.of(Turn.user(words), Turn.assistant("It is large.")))
                        : sample;
            }
        };
        TrainingRecipe recipe = RECIPE.toBuilder()
                .maxLength(40)
                .maxSteps(2L)
                .sampling(TrainingRecipe.Sampling.SEQUENTIAL)
                .build();
        TrainingReport report = train(model, samples, recipe, b -> b);
        assertEquals(List.of(0.0, 0.0), losses.steps.get(1L));
        assertTrue(losses.loss(2) > 1, losses.steps::toString);
        assertEquals(6, report.unlearnedSamples());
        assertEquals(6, report.cutSamples());
        assertTrue(losses.warnings.contains("sample case-0 has nothing to learn"), losses.warnings::toString);
        assertTrue(
                losses.warnings.contains(
                        "step 1: none of its samples has anything to learn; the weights stay as they are"),
                losses.warnings::toString);
    }

    private static Samples failing(int bad, RuntimeException failure) {
        return new Samples(7) {
            @Override
            public TrainingSample sample(int index) {
                if (index == bad || bad < 0) {
                    throw failure;
                }
                return super.sample(index);
            }
        };
    }

    @Test
    void aBadSampleEndsTheRunAfterTheStepsBeforeIt() throws IOException {
        LlavaMedException bad = new LlavaMedException("data.json: record 5 has no image");
        TrainingRecipe recipe =
                RECIPE.toBuilder().sampling(TrainingRecipe.Sampling.SEQUENTIAL).build();
        UnaryOperator<TrainingOptions.Builder> resumed = b -> b.resume(true);
        assertSame(bad, assertThrows(LlavaMedException.class, () -> train(model, failing(5, bad), recipe, resumed)));
        assertEquals(List.of("checkpoint-1", "recipe.json", "run.lock"), names());
        assertSame(bad, assertThrows(LlavaMedException.class, () -> train(model, failing(5, bad), recipe, resumed)));
        TrainingReport report =
                train(model, failing(5, bad), recipe, b -> b.resume(true).skipBadSamples(true));
        assertEquals(6, report.skippedSamples()); // once in each of six epochs
        assertTrue(losses.warnings.contains("sample left out: " + bad.getMessage()), losses.warnings::toString);
    }

    @Test
    void aStepWithoutAnyUsableSample() {
        TrainingReport report = train(failing(-1, new PromptException("all bad")), b -> b.skipBadSamples(true));
        assertEquals(42, report.skippedSamples());
        assertTrue(report.finished());
        assertTrue(losses.warnings.get(4).contains("step 1: none of its samples can be used"));
    }

    @Test
    void sourcesThatFail() {
        RuntimeException broken = new UnsupportedOperationException("broken");
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> train(failing(3, broken), b -> b.skipBadSamples(true)));
        assertTrue(String.valueOf(failure.getMessage()).contains("sample number 3"), failure::toString);
        assertSame(broken, failure.getCause());
        Error error = new AssertionError("worse");
        assertSame(
                error,
                assertThrows(
                        AssertionError.class,
                        () -> train(
                                new Samples(7) {
                                    @Override
                                    public TrainingSample sample(int index) {
                                        throw error;
                                    }
                                },
                                b -> b.resume(true))));
        EngineException memory = assertThrows(
                EngineException.class,
                () -> train(
                        new Samples(7) {
                            @Override
                            public TrainingSample sample(int index) {
                                throw new OutOfMemoryError("Java heap space");
                            }
                        },
                        b -> b.resume(true)));
        assertTrue(String.valueOf(memory.getMessage()).contains("-Xmx"), memory::toString);
        assertThrows(
                IllegalStateException.class,
                () -> train(
                        new Samples(7) {
                            @Override
                            @SuppressWarnings("NullAway")
                            public TrainingSample sample(int index) {
                                return null;
                            }
                        },
                        b -> b.resume(true)));
        PromptException count = assertThrows(
                PromptException.class,
                () -> train(
                        new Samples(7) {
                            @Override
                            public TrainingSample sample(int index) {
                                TrainingSample sample = super.sample(index);
                                return new TrainingSample(
                                        sample.id(), List.of(TinyRun.image(1), TinyRun.image(2)), sample.turns());
                            }
                        },
                        b -> b.resume(true)));
        assertTrue(String.valueOf(count.getMessage()).matches("(?s)sample case-\\d: .*2 are given.*"), count::toString);
        assertTrue(train(new Samples(7), b -> b.resume(true)).finished());
    }

    @Test
    void aCheckpointThatCannotBeWritten() throws IOException {
        Path obstacle = folder.resolve("run/checkpoint-6");
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(obstacle, "a file of somebody");
        CheckpointException failure = assertThrows(CheckpointException.class, () -> train(new Samples(7), b -> b));
        assertTrue(
                String.valueOf(failure.getMessage())
                        .matches("(?s)the checkpoint of step 6 could not be written: .*checkpoint-6.*"
                                + "the last checkpoint is .*checkpoint-3\\. Make room.*resume"),
                failure::toString);
        assertEquals(List.of("checkpoint-3", "checkpoint-6", "recipe.json", "run.lock"), names());
        Files.delete(obstacle);
        TreeMap<Long, List<Double>> before = new TreeMap<>(losses.steps);
        assertTrue(train(new Samples(7), b -> b.resume(true)).finished());
        assertEquals(4, losses.starts.get(1).firstStep());
        before.forEach((step, values) -> assertEquals(values, losses.steps.get(step)));
    }

    @Test
    void aCacheThatCannotBeWrittenOrIsDamaged() throws IOException {
        train(new Samples(7), b -> b);
        TreeMap<Long, List<Double>> expected = new TreeMap<>(losses.steps);
        Path cache = folder.resolve("cache");
        Samples obstructing = new Samples(7) {
            @Override
            public TrainingSample sample(int index) {
                try (Stream<Path> towers = Files.list(cache)) {
                    for (Path tower : towers.filter(Files::isDirectory).toList()) {
                        NewFolder.deleteTree(tower);
                        Files.writeString(tower, "no folder");
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return super.sample(index);
            }
        };
        NewFolder.deleteTree(folder.resolve("run"));
        train(obstructing, b -> b.featureCache(cache).workers(1));
        assertEquals(expected, losses.steps);
        assertEquals(1, losses.warnings.size());
        assertTrue(losses.warnings.get(0).contains("feature cache"), losses.warnings::toString);
        NewFolder.deleteTree(cache);
        for (String damage : List.of("none", "a bit", "the end", "all")) {
            try (Stream<Path> paths = Files.exists(cache) ? Files.walk(cache) : Stream.<Path>of()) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    byte[] bytes = Files.readAllBytes(path);
                    bytes[bytes.length - 1] ^= (byte) (damage.equals("a bit") ? 1 : 0);
                    int size = damage.equals("all") ? 0 : bytes.length - (damage.equals("the end") ? 9 : 0);
                    Files.write(path, java.util.Arrays.copyOf(bytes, size));
                }
            }
            NewFolder.deleteTree(folder.resolve("run"));
            losses.steps.clear();
            train(new Samples(7), b -> b.featureCache(cache));
            assertEquals(expected, losses.steps, damage);
        }
    }

    @Test
    void interrupted() throws IOException {
        Thread.currentThread().interrupt();
        assertThrows(EngineException.class, () -> train(new Samples(7), b -> b));
        assertTrue(Thread.interrupted());
        assertFalse(Files.exists(folder.resolve("run")));
        for (int step : new int[] {2, 3}) { // 3 is saved anyway
            TrainingListener interrupting = new TrainingListener() {
                @Override
                public void step(TrainingStep at) {
                    losses.step(at);
                    if (at.step() == step) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            EngineException ended = assertThrows(
                    EngineException.class,
                    () -> train(new Samples(7), b -> b.listener(interrupting).resume(true)));
            assertTrue(Thread.interrupted());
            assertTrue(
                    String.valueOf(ended.getMessage())
                            .matches("training was interrupted after step " + step + "; .*checkpoint-" + step),
                    ended::toString);
        }
        TreeMap<Long, List<Double>> before = new TreeMap<>(losses.steps);
        train(new Samples(7), b -> b.resume(true));
        assertEquals(12, losses.steps.size());
        assertEquals(3, before.size());
        assertNotEquals(null, losses.steps.get(12L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"started", "step", "saved", "warning"})
    void aListenerThatFails(String where) throws IOException {
        IllegalStateException mine = new IllegalStateException("mine");
        TrainingListener failing = new TrainingListener() {
            @Override
            public void started(TrainingStart start) {
                fail("started", 2);
            }

            @Override
            public void step(TrainingStep step) {
                fail("step", step.step());
            }

            @Override
            public void saved(long step, Path checkpoint) {
                fail("saved", 2);
            }

            @Override
            public void warning(String message) {
                fail("warning", 2);
            }

            private void fail(String what, long step) {
                if (where.equals(what) && step == 2) {
                    throw mine;
                }
            }
        };
        TrainingRecipe recipe =
                RECIPE.toBuilder().sampling(TrainingRecipe.Sampling.SEQUENTIAL).build();
        UnaryOperator<TrainingOptions.Builder> skip =
                b -> b.skipBadSamples(true).resume(true);
        SampleSource samples = failing(5, new LlavaMedException("bad"));
        assertSame(
                mine,
                assertThrows(
                        IllegalStateException.class,
                        () -> train(model, samples, recipe, b -> skip.apply(b).listener(failing))));
        assertEquals(
                switch (where) {
                    case "started" -> List.of("recipe.json", "run.lock");
                    case "step" -> List.of("checkpoint-2", "recipe.json", "run.lock");
                    case "saved" -> List.of("checkpoint-3", "recipe.json", "run.lock");
                    default -> List.of("checkpoint-1", "recipe.json", "run.lock");
                },
                names());
        train(model, samples, recipe, skip);
        assertTrue(losses.steps.containsKey(12L));
    }

    @Test
    void tooLargeARun() {
        EngineException refused =
                assertThrows(EngineException.class, () -> train(new Samples(7), b -> b.memoryLimit(1 << 20)));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .matches("(?s).*needs about [\\d.]+ GiB.*the limit is 0.00 GiB; precision bf16.*"),
                refused::toString);
        assertFalse(Files.exists(folder.resolve("run")));
    }

    @Test
    void asManyTensorsAfterEachStep() {
        TrainingRecipe recipe = TinyRun.recipe(TrainedModule.LORA, TrainedModule.PROJECTOR).toBuilder()
                .batchSize(1)
                .accumulation(1)
                .maxSteps(200L)
                .build();
        long[] first = {0};
        train(
                model,
                new Samples(3),
                recipe,
                b -> b.saveSteps(0).listener(new TrainingListener() {
                    @Override
                    public void step(TrainingStep step) {
                        first[0] = step.step() == 1 ? TensorScope.liveTensors() : first[0];
                        assertEquals(first[0], TensorScope.liveTensors(), () -> "step " + step.step());
                    }
                }));
    }
}

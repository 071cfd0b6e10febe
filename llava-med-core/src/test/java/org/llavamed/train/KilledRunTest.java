package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.ChildJvm;
import org.llavamed.train.TinyRun.Losses;
import org.llavamed.train.TinyRun.Samples;

/** A process that ends without a word, in a step, in the middle of a checkpoint and of the result, loses nothing. */
class KilledRunTest {
    @TempDir
    Path folder;

    @Test
    void threeDeaths() throws IOException, InterruptedException {
        Path model = TinyRun.model(folder);
        Path output = folder.resolve("killed");
        Path log = folder.resolve("losses");
        for (String death : new String[] {"step", "checkpoint-6.part-", "result.part-"}) {
            ChildJvm.Ended ended = ChildJvm.run(
                    folder,
                    Dying.class,
                    entry -> true,
                    List.of(),
                    model.toString(),
                    output.toString(),
                    log.toString(),
                    "lora",
                    death);
            assertEquals(9, ended.exit(), ended.output());
        }
        Losses last = new Losses();
        TrainingReport report = Trainer.train(
                model,
                new Samples(7),
                Dying.recipe("lora"),
                TinyRun.options(output, last, builder -> builder.resume(true)));
        assertTrue(report.finished());
        Losses whole = new Losses();
        Path other = folder.resolve("whole");
        Trainer.train(model, new Samples(7), Dying.recipe("lora"), TinyRun.options(other, whole, builder -> builder));
        assertEquals(whole.steps, Dying.losses(log));
        assertEquals(TinyRun.result(other), TinyRun.result(output));
        assertEquals(List.of(), Dying.unfinished(output));
    }

    /** Runs in the other JVM; resumes what there is and dies as it is told. */
    static final class Dying {
        private Dying() {}

        static TrainingRecipe recipe(String stage) {
            TrainingRecipe recipe =
                    switch (stage) {
                        case "stage1" -> TinyRun.recipe(TrainedModule.PROJECTOR);
                        case "stage2" -> TinyRun.recipe(TrainedModule.PROJECTOR, TrainedModule.LANGUAGE_MODEL);
                        default -> TinyRun.recipe(TrainedModule.LORA, TrainedModule.PROJECTOR);
                    };
            return recipe.toBuilder()
                    .gradientCheckpointing(!stage.equals("stage2"))
                    .build();
        }

        public static void main(String[] arguments) {
            Path output = Path.of(arguments[1]);
            Path log = Path.of(arguments[2]);
            String death = arguments[4];
            if (death.contains("part")) {
                Thread watch = new Thread(() -> dieAt(output, death));
                watch.setDaemon(true);
                watch.start();
            }
            TrainingListener listener = new TrainingListener() {
                @Override
                public void step(TrainingStep step) {
                    append(log, step);
                    if (death.equals("step") && step.step() == 5) {
                        Runtime.getRuntime().halt(9);
                    }
                }
            };
            Trainer.train(
                    Path.of(arguments[0]),
                    new Samples(7),
                    recipe(arguments[3]),
                    TinyRun.options(
                            output,
                            listener,
                            builder -> builder.resume(true).featureCache(output.resolveSibling("cache"))));
        }

        private static void dieAt(Path output, String start) {
            while (true) {
                if (Files.exists(output) && unfinished(output).stream().anyMatch(name -> name.startsWith(start))) {
                    Runtime.getRuntime().halt(9);
                }
                LockSupport.parkNanos(20_000);
            }
        }

        static List<String> unfinished(Path output) {
            try (Stream<Path> paths = Files.list(output)) {
                return paths.map(path -> String.valueOf(path.getFileName()))
                        .filter(name -> name.contains(".part-"))
                        .toList();
            } catch (IOException | java.io.UncheckedIOException e) {
                return List.of(); // changes while it is listed
            }
        }

        private static void append(Path log, TrainingStep step) {
            try {
                Files.writeString(
                        log,
                        step.step() + " " + step.loss() + " " + step.gradNorm() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** By step; a step that was taken twice had the same loss twice. */
        static Map<Long, List<Double>> losses(Path log) throws IOException {
            Map<Long, List<Double>> losses = new TreeMap<>();
            for (String line : Files.readAllLines(log)) {
                String[] parts = line.split(" ", -1);
                List<Double> values = List.of(Double.valueOf(parts[1]), Double.valueOf(parts[2]));
                List<Double> former = losses.put(Long.valueOf(parts[0]), values);
                assertEquals(former == null ? values : former, values);
            }
            return losses;
        }
    }
}

package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.GenerationOptions;
import org.llavamed.LlavaMed;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.train.TinyRun.Losses;
import org.llavamed.train.TinyRun.Samples;

/** Runs in one JVM share libtorch and its random numbers, and a cache, but nothing that changes a result. */
@ExtendWith(ResourceBaseline.class)
class ConcurrentRunsTest {
    @TempDir
    Path folder;

    private Losses train(Path model, String output, long seed) {
        TrainingRecipe recipe = TinyRun.recipe(TrainedModule.LORA, TrainedModule.PROJECTOR).toBuilder()
                .seed(seed)
                .gradientCheckpointing(seed == 1)
                .build();
        Losses losses = new Losses();
        Trainer.train(
                model,
                new Samples(7),
                recipe,
                TinyRun.options(folder.resolve(output), losses, b -> b.featureCache(folder.resolve("cache"))));
        return losses;
    }

    @Test
    void twoRunsWhileAModelAnswers() throws Exception {
        Path model = TinyRun.model(folder);
        Losses first = train(model, "first", 1);
        Losses second = train(model, "second", 2);
        GenerationOptions options = GenerationOptions.builder()
                .maxNewTokens(12)
                .temperature(0.9)
                .seed(3)
                .build();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (LlavaMed answering = LlavaMed.load(model)) {
            List<Integer> alone =
                    answering.ask(TinyRun.image(1), "What?", options).tokenIds();
            AtomicInteger running = new AtomicInteger(2);
            List<Future<Losses>> runs = new ArrayList<>();
            for (long seed : new long[] {1, 2}) {
                runs.add(threads.submit(() -> {
                    try {
                        return train(model, "together-" + seed, seed);
                    } finally {
                        running.decrementAndGet();
                    }
                }));
            }
            int answers = 0;
            while (running.get() > 0) {
                assertEquals(
                        alone, answering.ask(TinyRun.image(1), "What?", options).tokenIds());
                answers++;
            }
            assertEquals(first.steps, runs.get(0).get(60, TimeUnit.SECONDS).steps);
            assertEquals(second.steps, runs.get(1).get(60, TimeUnit.SECONDS).steps);
            assertTrue(answers > 1, answers + " answers");
        } finally {
            threads.shutdownNow();
        }
        assertEquals(TinyRun.result(folder.resolve("first")), TinyRun.result(folder.resolve("together-1")));
    }
}

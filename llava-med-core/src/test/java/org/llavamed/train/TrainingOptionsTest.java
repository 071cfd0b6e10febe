package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llavamed.checkpoint.CheckpointOptions;

class TrainingOptionsTest {
    @Test
    void theDefaults() {
        TrainingOptions options = TrainingOptions.builder(Path.of("out")).build();
        assertEquals(Path.of("out"), options.output());
        assertFalse(options.resume());
        assertEquals(500, options.saveSteps());
        assertEquals(1, options.keep());
        assertFalse(options.skipBadSamples());
        assertTrue(options.workers() >= 1 && options.workers() <= 4);
        assertNull(options.featureCache());
        assertNull(options.projector());
        assertEquals(CheckpointOptions.defaults(), options.checkpoint());
        assertNull(options.memoryLimit());
        assertFalse(options.stop().getAsBoolean());
    }

    @Test
    void whatIsChosenIsKept() {
        TrainingOptions options = TrainingOptions.builder(Path.of("out"))
                .resume(true)
                .saveSteps(0)
                .keep(3)
                .skipBadSamples(true)
                .workers(7)
                .featureCache(Path.of("cache"))
                .projector(Path.of("p"))
                .checkpoint(CheckpointOptions.defaults().withImageAspectRatio("pad"))
                .memoryLimit(9)
                .stop(() -> true)
                .build();
        assertTrue(
                options.resume() && options.skipBadSamples() && options.stop().getAsBoolean());
        assertEquals(0, options.saveSteps());
        assertEquals(3, options.keep());
        assertEquals(7, options.workers());
        assertEquals(Path.of("cache"), options.featureCache());
        assertEquals(Path.of("p"), options.projector());
        assertEquals("pad", options.checkpoint().imageAspectRatio());
        assertEquals(9L, options.memoryLimit());
    }

    @Test
    void whatCannotBeIsRefused() {
        TrainingOptions.Builder builder = TrainingOptions.builder(Path.of("out"));
        assertThrows(IllegalArgumentException.class, () -> builder.saveSteps(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.keep(0));
        assertThrows(IllegalArgumentException.class, () -> builder.workers(0));
        assertThrows(IllegalArgumentException.class, () -> builder.workers(257));
        assertThrows(IllegalArgumentException.class, () -> builder.memoryLimit(0));
    }

    @Test
    void joinedListenersHearEverythingInOrder() {
        List<String> heard = new ArrayList<>();
        TrainingListener joined = TrainingListener.of(named("a", heard), TrainingListener.NONE, named("b", heard));
        joined.started(Steps.start(1));
        joined.step(Steps.step(1, 1));
        joined.saved(1, Path.of("c"));
        joined.warning("w");
        assertEquals(List.of("a start 1", "b start 1", "a step 1", "b step 1", "a c", "b c", "a w", "b w"), heard);
    }

    private static TrainingListener named(String name, List<String> heard) {
        return new TrainingListener() {
            @Override
            public void started(TrainingStart start) {
                heard.add(name + " start " + start.firstStep());
            }

            @Override
            public void step(TrainingStep step) {
                heard.add(name + " step " + step.step());
            }

            @Override
            public void saved(long step, Path checkpoint) {
                heard.add(name + " " + checkpoint);
            }

            @Override
            public void warning(String message) {
                heard.add(name + " " + message);
            }
        };
    }
}

package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.ChildJvm;
import org.llavamed.train.TinyRun.Samples;

/** A process that is told to end while it trains ends in good order, with a checkpoint. */
class ProcessEndTest {
    @TempDir
    Path folder;

    @Test
    void exitInTheMiddleOfARun() throws IOException, InterruptedException {
        Path model = TinyRun.model(folder);
        Path output = folder.resolve("run");
        ChildJvm.Ended ended =
                ChildJvm.run(folder, Ending.class, entry -> true, List.of(), model.toString(), output.toString());
        assertEquals(7, ended.exit(), ended.output());
        try (Stream<Path> paths = Files.list(output)) {
            assertTrue(
                    paths.anyMatch(path -> String.valueOf(path.getFileName()).matches("checkpoint-\\d+")),
                    ended.output());
        }
    }

    /** Runs in the other JVM: a thread ends it while another trains without end. */
    static final class Ending {
        private Ending() {}

        public static void main(String[] arguments) {
            TrainingListener listener = new TrainingListener() {
                @Override
                public void step(TrainingStep step) {
                    if (step.step() == 3) {
                        new Thread(() -> System.exit(7)).start();
                    }
                }
            };
            Trainer.train(
                    Path.of(arguments[0]),
                    new Samples(7),
                    TinyRun.recipe(TrainedModule.PROJECTOR).toBuilder()
                            .maxSteps(1_000_000)
                            .build(),
                    TinyRun.options(Path.of(arguments[1]), listener, builder -> builder.saveSteps(0)));
        }
    }
}

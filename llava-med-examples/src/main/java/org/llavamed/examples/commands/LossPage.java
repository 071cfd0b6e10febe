package org.llavamed.examples.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.llavamed.data.report.TrainingPage;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.TrainingListener;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingStart;
import org.llavamed.train.TrainingStep;

/** The page of a run, written anew from time to time while it goes. It takes at most a fiftieth of the run's time. */
final class LossPage implements TrainingListener {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(30);
    private static final long SHARE = 50;

    private final Path page;
    private final TrainingPage.Run run;
    private final TrainingListener toTell;
    private final LongSupplier clock;
    private long next;

    /** The page beside the metrics; what goes wrong with it is told and does not end the run. */
    LossPage(Path metrics, TrainingRecipe recipe, TrainingListener toTell, LongSupplier clock) {
        Path folder = metrics.toAbsolutePath().normalize().getParent();
        Path name = folder == null ? null : folder.getFileName();
        this.page = metrics.resolveSibling("loss.html");
        this.run = new TrainingPage.Run(name == null ? "run" : name.toString(), metrics, recipe.toJson());
        this.toTell = toTell;
        this.clock = clock;
    }

    @Override
    public void started(TrainingStart start) {
        next = clock.getAsLong() + EVERY;
    }

    @Override
    public void step(TrainingStep step) {
        if (clock.getAsLong() - next >= 0) {
            write();
        }
    }

    /** Writes the page as far as the run is; without metrics nothing. */
    void write() {
        long begin = clock.getAsLong();
        if (Files.exists(run.metrics())) {
            try {
                TrainingPage.of("Training: " + run.name(), List.of(run)).write(page);
            } catch (LlavaMedException e) {
                toTell.warning("the page of the run: " + e.getMessage());
            }
        }
        long end = clock.getAsLong();
        next = end + Math.max(EVERY, SHARE * (end - begin));
    }
}

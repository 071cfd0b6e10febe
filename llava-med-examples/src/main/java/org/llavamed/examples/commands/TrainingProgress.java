package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.llavamed.train.TrainedModule;
import org.llavamed.train.TrainingListener;
import org.llavamed.train.TrainingStart;
import org.llavamed.train.TrainingStep;

/** Tells on stderr how a run goes: for a person a line that is written over, for a log file a line every few seconds. */
final class TrainingProgress implements TrainingListener {
    private static final long FOR_A_PERSON = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FOR_A_LOG = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_WARNINGS = 20;

    private final Terminal terminal;
    private final LongSupplier clock;
    private long next;
    private boolean open;
    private long warnings;

    TrainingProgress(Terminal terminal, LongSupplier clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public void started(TrainingStart start) {
        tell(String.format(
                Locale.ROOT,
                "training %s: %,d parameters, %,d frozen; %,d %s; about %.1f GiB of memory",
                start.trained().stream().map(TrainedModule::key).collect(Collectors.joining(", ")),
                start.trainedParameters(),
                start.frozenParameters(),
                start.samples(),
                CountText.noun(start.samples(), "sample"),
                start.memoryBytes() / (double) (1L << 30)));
        String steps = String.format(Locale.ROOT, "%,d", start.totalSteps());
        String counted = steps + " " + CountText.noun(start.totalSteps(), "step");
        if (start.firstStep() > start.totalSteps()) {
            tell("resumed: all " + counted + " were taken before");
        } else if (start.firstStep() > 1) {
            tell(String.format(Locale.ROOT, "resumed: going on with step %,d of ", start.firstStep()) + steps);
        } else {
            tell(counted + " to take");
        }
        next = clock.getAsLong();
    }

    @Override
    public void step(TrainingStep step) {
        long now = clock.getAsLong();
        boolean last = step.step() == step.totalSteps();
        if (now - next < 0 && !last) {
            return;
        }
        next = now + (terminal.interactive() ? FOR_A_PERSON : FOR_A_LOG);
        String line = String.format(
                Locale.ROOT,
                "step %,d of %,d, loss %.4f, lr %.3g, gradient norm %.3f, %.2f samples/s%s",
                step.step(),
                step.totalSteps(),
                step.loss(),
                step.learningRate(),
                step.gradNorm(),
                step.samplesPerSecond(),
                last ? "" : ", " + DurationText.of(step.etaSeconds()) + " left");
        if (terminal.interactive()) {
            terminal.tellProgress(line);
            open = true;
        } else {
            terminal.tell(line);
        }
    }

    @Override
    public void saved(long step, Path checkpoint) {
        if (!terminal.interactive()) {
            tell(String.format(Locale.ROOT, "step %,d saved in %s", step, checkpoint));
        }
    }

    @Override
    public void warning(String message) {
        warnings++;
        if (warnings <= MOST_WARNINGS) {
            tell("warning: " + PlainText.of(message));
        }
        if (warnings == MOST_WARNINGS) {
            tell("further warnings are only counted");
        }
    }

    /** Ends the line that is written over; what is told next gets its own. */
    void end() {
        if (open) {
            terminal.endProgress();
            open = false;
        }
    }

    /** Says how many warnings were not shown. */
    void endWarnings() {
        if (warnings > MOST_WARNINGS) {
            tell((warnings - MOST_WARNINGS) + " more " + CountText.noun(warnings - MOST_WARNINGS, "warning"));
        }
    }

    private void tell(String line) {
        end();
        terminal.tell(line);
    }
}

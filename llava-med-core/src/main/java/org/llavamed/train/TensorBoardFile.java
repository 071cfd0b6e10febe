package org.llavamed.train;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * The curves of a run for TensorBoard: an event file with the scalars {@code loss}, {@code learning_rate} (of the first
 * trained module), {@code learning_rate/MODULE} if the rates differ, {@code grad_norm} and {@code samples_per_second}. Every
 * start of the run makes a new file in the folder; the one of a resumed run tells TensorBoard to forget the steps that are
 * taken again. To be closed by whoever made it; for one run and one thread at a time.
 */
public final class TensorBoardFile implements TrainingListener, AutoCloseable {
    private final Path folder;
    private final Clock clock;
    private @Nullable FileOutputStream out;
    private Path file;

    /**
     * Names the folder; nothing is written yet.
     *
     * @param folder the log folder to give to TensorBoard; made if needed
     */
    public TensorBoardFile(Path folder) {
        this(folder, Clock.systemUTC());
    }

    TensorBoardFile(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        file = folder;
    }

    /**
     * Begins a file.
     *
     * @throws LlavaMedException if it cannot be written
     */
    @Override
    public void started(TrainingStart start) {
        close();
        try {
            Files.createDirectories(folder);
            file = free();
            FileOutputStream opened = new FileOutputStream(file.toFile());
            out = opened;
            opened.write(TensorBoardEvent.version(seconds()));
            if (start.firstStep() > 1) {
                opened.write(TensorBoardEvent.restart(seconds(), start.firstStep()));
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw unwritable(e);
        }
    }

    /** TensorBoard reads the files of a folder by name, so a later one must be named after the earlier ones. */
    private Path free() {
        for (long second = clock.instant().getEpochSecond(); ; second++) {
            Path candidate = folder.resolve(String.format(Locale.ROOT, "events.out.tfevents.%010d.llava-med", second));
            if (!Files.exists(candidate)) {
                return candidate;
            }
        }
    }

    /**
     * Adds the scalars of a step.
     *
     * @throws LlavaMedException if they cannot be written
     */
    @Override
    public void step(TrainingStep step) {
        if (out == null) {
            throw new IllegalStateException(folder + ": no run was started, or the file is closed");
        }
        TensorBoardEvent event = new TensorBoardEvent(seconds(), step.step());
        event.scalar("loss", step.loss());
        event.scalar("learning_rate", step.learningRate());
        event.scalar("grad_norm", step.gradNorm());
        event.scalar("samples_per_second", step.samplesPerSecond());
        if (step.ratesDiffer()) {
            for (Map.Entry<TrainedModule, Double> rate : step.learningRates().entrySet()) {
                event.scalar("learning_rate/" + rate.getKey().key(), rate.getValue());
            }
        }
        try {
            out.write(event.record()); // one write: a reader that follows sees whole records
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private double seconds() {
        return clock.millis() / 1e3;
    }

    private LlavaMedException unwritable(Exception e) {
        return new LlavaMedException(file + ": cannot be written (" + e + ")", e);
    }

    /** Closes the file; a run that starts afterwards makes another. */
    @Override
    public void close() {
        FileOutputStream closing = out;
        out = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }
}

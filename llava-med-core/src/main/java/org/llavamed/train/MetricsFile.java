package org.llavamed.train;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of a run: JSON lines, one {@link TrainingStep#toJson() object} a step, each written as soon as the step is
 * done. The file is touched when the run starts: what it has of the run's first step and later ones is cut off, an unfinished
 * last line too, so that a run that was killed and resumed reads as one that was not. To be closed by whoever made it; for
 * one run and one thread at a time.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);

    private final Path path;
    private @Nullable RandomAccessFile file;

    /**
     * Names the file; nothing is opened yet.
     *
     * @param path the file; its folder is made if needed
     */
    public MetricsFile(Path path) {
        this.path = path;
    }

    /**
     * Opens the file and cuts it.
     *
     * @throws LlavaMedException if it cannot be written, or holds something else than metrics
     */
    @Override
    public void started(TrainingStart start) {
        close();
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new LlavaMedException(path + ": is not a regular file; the metrics of the run go there");
        }
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            MetricsPrefix kept =
                    Files.exists(path) ? MetricsPrefix.before(start.firstStep(), path) : new MetricsPrefix(0, 0);
            if (kept.lastStep() < start.firstStep() - 1) {
                LOG.warn(
                        "{}: ends at step {}, the run goes on at step {}",
                        path.getFileName(),
                        kept.lastStep(),
                        start.firstStep());
            }
            RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw");
            file = opened;
            opened.setLength(kept.bytes());
            opened.seek(kept.bytes());
        } catch (IOException | UnsupportedOperationException e) {
            throw new LlavaMedException(path + ": cannot be opened for writing (" + e + ")", e);
        }
    }

    /**
     * Adds a line.
     *
     * @throws LlavaMedException if it cannot be written
     */
    @Override
    public void step(TrainingStep step) {
        write(step.toJson() + "\n");
    }

    /** What stands before a checkpoint outlives a power failure, as the checkpoint does. */
    @Override
    public void saved(long step, Path checkpoint) {
        try {
            opened().getFD().sync();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void write(String line) {
        try {
            opened().write(line.getBytes(StandardCharsets.UTF_8)); // unbuffered: readers see whole lines
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private RandomAccessFile opened() {
        if (file == null) {
            throw new IllegalStateException(path + ": no run was started, or the file is closed");
        }
        return file;
    }

    private LlavaMedException unwritable(IOException e) {
        return new LlavaMedException(
                path + ": cannot be written (" + e + "); make room, then resume the run from its last checkpoint", e);
    }

    /** Closes the file; a run that starts afterwards opens it again. */
    @Override
    public void close() {
        RandomAccessFile closing = file;
        file = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
    }
}

package org.llavamed.data.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An unfinished file under the name {@code <name>.part}. It is locked: of two runs with the same output the second is refused
 * instead of writing into the first one's file. What a killed run left is overwritten.
 */
final class PartFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartFile.class);

    /** Those of this process: opening and closing one a second time would give up its lock. */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path part;
    private final OutputStream out;
    private boolean done;

    private PartFile(Path file, Path part, OutputStream out) {
        this.file = file;
        this.part = part;
        this.out = out;
    }

    /** Begins a file in an existing folder. */
    static PartFile create(Path file) throws IOException {
        Path part = AtomicFile.part(file);
        if (part.getFileSystem() != FileSystems.getDefault()) { // in an archive, or in memory: no locks
            return new PartFile(file, part, Files.newOutputStream(part));
        }
        Path folder = part.toAbsolutePath().getParent();
        Path place = folder == null ? part : folder.toRealPath().resolve(part.getFileName());
        if (!HERE.add(place)) {
            throw busy(file, null);
        }
        boolean opened = false;
        try {
            PartFile made = new PartFile(file, place, open(file, place));
            opened = true;
            return made;
        } finally {
            if (!opened) {
                HERE.remove(place);
            }
        }
    }

    private static OutputStream open(Path file, Path part) throws IOException {
        while (true) {
            FileOutputStream out =
                    new FileOutputStream(part.toFile(), true); // nothing is cut off before the lock is held
            try {
                lock(file, out.getChannel());
                if (Files.exists(part)) {
                    out.getChannel().truncate(0);
                    return out;
                }
            } catch (IOException | RuntimeException e) {
                out.close();
                throw e;
            }
            out.close(); // between opening and locking the other run put it in its place
        }
    }

    private static void lock(Path file, FileChannel channel) {
        FileLock lock;
        try {
            lock = channel.tryLock(); // released when the channel is closed
        } catch (OverlappingFileLockException e) {
            throw busy(file, e);
        } catch (IOException e) {
            LOG.debug("{}: this file system has no locks", file.getFileName(), e);
            return;
        }
        if (lock == null) {
            throw busy(file, null);
        }
    }

    private static LlavaMedException busy(Path file, @Nullable Throwable cause) {
        return new LlavaMedException(file + ": another run is writing it", cause);
    }

    /** Where to write; not buffered, closed with this. */
    OutputStream stream() {
        return out;
    }

    /** Puts the file in its place, its bytes on the disk first; what fails leaves it to {@link #close}. */
    void publish() throws IOException {
        if (out instanceof FileOutputStream bytes) {
            bytes.getChannel().force(true);
            AtomicFile.move(part, file); // before the lock is given up
            done = true;
            end();
        } else {
            out.close();
            AtomicFile.move(part, file);
            done = true;
        }
    }

    /** Removes the file unless it was published. */
    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        try {
            try {
                Files.deleteIfExists(part); // the file goes before the lock
            } finally {
                end();
            }
        } catch (IOException e) {
            throw new LlavaMedException(part + ": cannot be removed (" + e + ")", e);
        }
    }

    private void end() throws IOException {
        try {
            out.close();
        } finally {
            HERE.remove(part);
        }
    }
}

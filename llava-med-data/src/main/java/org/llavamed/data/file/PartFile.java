package org.llavamed.data.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * An unfinished file under the name {@code <name>.part}. It is locked: of two runs with the same output the second is refused
 * instead of writing into the first one's file. What a killed run left is overwritten.
 */
final class PartFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final OutputStream out;
    private final @Nullable LockedFile locked;
    private boolean done;

    private PartFile(Path file, Path part, OutputStream out, @Nullable LockedFile locked) {
        this.file = file;
        this.part = part;
        this.out = out;
        this.locked = locked;
    }

    /** Begins a file in an existing folder. */
    static PartFile create(Path file) throws IOException {
        Path part = AtomicFile.part(file);
        if (part.getFileSystem() != FileSystems.getDefault()) { // in an archive, or in memory: no locks
            return new PartFile(file, part, Files.newOutputStream(part), null);
        }
        while (true) {
            LockedFile locked = LockedFile.open(part, file);
            if (Files.exists(part)) {
                locked.channel().truncate(0);
                return new PartFile(file, part, locked.atEnd(), locked);
            }
            locked.close(); // between opening and locking the other run put it in its place
        }
    }

    /** Where to write; not buffered, closed with this. */
    OutputStream stream() {
        return out;
    }

    /** Puts the file in its place, its bytes on the disk first; what fails leaves it to {@link #close}. */
    void publish() throws IOException {
        if (locked != null) {
            locked.channel().force(true);
            AtomicFile.move(part, file); // before the lock is given up
            done = true;
            locked.close();
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
        if (locked != null) {
            locked.close();
        } else {
            out.close();
        }
    }
}

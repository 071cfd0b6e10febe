package org.llavamed.data.training;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Reads pieces of a file that must stay as it was when it was opened. Safe for threads. Not a {@link
 * java.nio.channels.FileChannel}: that is closed for all threads when one of them is interrupted while it reads.
 */
final class UnchangedFile implements AutoCloseable {
    private static final String MEND = "a file must stay as it is while samples are read from it; open it again";

    private final Path file;
    private final State opened;
    private final RandomAccessFile bytes;
    private boolean closed;

    /** What tells a file from its later self. */
    private record State(
            long size, FileTime modified, @Nullable Object key) {
        static State of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    private UnchangedFile(Path file, State opened, RandomAccessFile bytes) {
        this.file = file;
        this.opened = opened;
        this.bytes = bytes;
    }

    static UnchangedFile open(Path file) {
        if (Files.isDirectory(file) || !Files.exists(file)) {
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is a folder" : "no such file"));
        }
        if (!Files.isRegularFile(file)) {
            throw new LlavaMedException(file + ": is no regular file; its records are read again and again");
        }
        try {
            return new UnchangedFile(file, State.of(file), new RandomAccessFile(file.toFile(), "r"));
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    long size() {
        return opened.size();
    }

    /** Whoever wants to know what is wrong with a record wants to know this first. */
    void requireUnchanged() {
        State now;
        try {
            now = State.of(file);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": can no longer be found (" + e + "); " + MEND, e);
        }
        if (!now.equals(opened)) {
            throw changed(
                    now.size() == opened.size()
                            ? "written at " + now.modified()
                            : "from " + opened.size() + " to " + now.size() + " bytes",
                    null);
        }
    }

    LlavaMedException changed(String how, @Nullable Exception cause) {
        return new LlavaMedException(file + ": has changed since it was opened (" + how + "); " + MEND, cause);
    }

    byte[] read(long begin, int length) {
        byte[] piece = new byte[length];
        synchronized (bytes) {
            if (closed) {
                throw new IllegalStateException(file + ": is closed");
            }
            requireUnchanged();
            try {
                bytes.seek(begin);
                bytes.readFully(piece);
            } catch (EOFException e) {
                throw changed("it ends at byte " + begin + " + " + length + " or before", e);
            } catch (IOException e) {
                throw new LlavaMedException(file + ": cannot be read at byte " + begin + " (" + e + ")", e);
            }
        }
        return piece;
    }

    @Override
    public void close() {
        synchronized (bytes) {
            closed = true;
            try {
                bytes.close();
            } catch (IOException e) {
                throw new LlavaMedException(file + ": cannot be closed (" + e + ")", e);
            }
        }
    }
}

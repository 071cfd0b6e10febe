package org.llavamed.data.file;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that one run writes at a time: open for reading and writing, and locked until it is closed. POSIX locks belong to the
 * process and are given up when it closes <em>any</em> stream of the file, so it must be read through this channel, and a
 * second opening in the same process is refused before it touches the file. Where a file system has no locks, only runs of
 * this process are told apart. Not thread-safe.
 */
public final class LockedFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LockedFile.class);
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final Path place;
    private final RandomAccessFile file;

    private LockedFile(Path place, RandomAccessFile file) {
        this.place = place;
        this.file = file;
    }

    /**
     * Opens a file, made empty if it is not there; what is in it stays.
     *
     * @param file the file; its folder is made if needed
     * @param shown what messages name
     * @return the file, its position at the beginning; to be closed
     * @throws LlavaMedException if another run has it, or it cannot be opened for writing
     */
    public static LockedFile open(Path file, Path shown) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new LlavaMedException(
                    shown + ": " + (Files.isDirectory(file) ? "is a folder" : "is not a regular file"));
        }
        try {
            Path place = place(file);
            if (!HERE.add(place)) {
                throw busy(shown);
            }
            @Nullable RandomAccessFile opened = null;
            boolean mine = false;
            try {
                opened = new RandomAccessFile(place.toFile(), "rw");
                mine = lock(opened.getChannel(), shown);
                if (!mine) {
                    throw busy(shown);
                }
                return new LockedFile(place, opened);
            } finally {
                if (!mine) {
                    if (opened != null) {
                        opened.close();
                    }
                    HERE.remove(place);
                }
            }
        } catch (IOException e) {
            throw new LlavaMedException(shown + ": cannot be opened for writing (" + e + ")", e);
        }
    }

    private static LlavaMedException busy(Path shown) {
        return new LlavaMedException(shown + ": another run is writing it");
    }

    /** One name for each file, whatever links lead to it. */
    private static Path place(Path file) throws IOException {
        if (Files.exists(file)) {
            return file.toRealPath();
        }
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            return absolute;
        }
        Files.createDirectories(folder);
        return folder.toRealPath().resolve(absolute.getFileName());
    }

    private static boolean lock(FileChannel channel, Path shown) {
        try {
            FileLock lock = channel.tryLock(); // released when the file is closed
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another class loader of this process
        } catch (IOException e) {
            LOG.warn("{}: this file system has no locks; let no second run write it", shown.getFileName(), e);
            return true;
        }
    }

    /**
     * The file for reading and writing. An interrupt of a thread that uses it closes it.
     *
     * @return the channel
     */
    public FileChannel channel() {
        return file.getChannel();
    }

    /**
     * Writes at the end of the file; an interrupt does no harm.
     *
     * @return a stream that is not buffered and whose closing does nothing
     * @throws IOException if the file cannot be used
     */
    public OutputStream atEnd() throws IOException {
        file.seek(file.length());
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                file.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                file.write(bytes, offset, length);
            }
        };
    }

    /**
     * Tells the disk to keep what was written; an interrupt does no harm.
     *
     * @throws IOException if it cannot
     */
    public void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HERE.remove(place);
        }
    }
}

package org.llavamed.data.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.llavamed.error.LlavaMedException;

/** Files that are there whole or not at all. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Where a file is written before it is published.
     *
     * @param file the file
     * @return its name with {@code .part} added
     */
    public static Path part(Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /**
     * Puts a finished file in its place, its bytes on the disk first.
     *
     * @param part the finished file, in the same folder
     * @param file its place; what is there is replaced
     * @throws IOException if that fails; the part is then still there
     */
    public static void publish(Path part, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        move(part, file);
    }

    static void move(Path part, Path file) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Writes a whole file.
     *
     * @param file the file; its folder is made if needed
     * @param bytes its content
     * @throws LlavaMedException if it cannot be written; what was there before is then still there
     */
    public static void write(Path file, byte[] bytes) {
        if (Files.isDirectory(file)) {
            throw new LlavaMedException(file + ": is a folder");
        }
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) { // a pipe, /dev/stdout
                Files.write(file, bytes);
                return;
            }
            try (PartFile part = PartFile.create(file)) {
                part.stream().write(bytes);
                part.publish();
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
    }
}

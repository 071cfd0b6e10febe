package org.llavamed.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.llavamed.error.CheckpointException;

/** Makes a folder that appears whole or not at all: written beside under another name, renamed at the end. */
public final class NewFolder {
    private NewFolder() {}

    /** Writes a folder; without bringing it to the disk, for what can be made again. */
    public static void write(Path folder, String what, Consumer<Path> content) {
        write(folder, what, content, false);
    }

    /** Writes a folder and brings it to the disk before it gets its name, so that also a power cut leaves no half. */
    public static void writeDurably(Path folder, String what, Consumer<Path> content) {
        write(folder, what, content, true);
    }

    /** Refuses a folder that has something in it. */
    public static void requireNew(Path folder, String what) {
        if (folder.toAbsolutePath().normalize().getFileName() == null || !isAbsentOrEmpty(folder)) {
            throw new CheckpointException(folder + ": exists and is not empty; " + what + " needs a new folder");
        }
    }

    private static void write(Path folder, String what, Consumer<Path> content, boolean durably) {
        requireNew(folder, what);
        Path target = folder.toAbsolutePath().normalize();
        Path work = target.resolveSibling(target.getFileName() + ".part-" + UUID.randomUUID());
        try {
            Files.createDirectories(work);
            content.accept(work);
            if (durably) {
                sync(work);
            }
            Files.deleteIfExists(target);
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
            if (durably) {
                syncFolder(target.getParent());
            }
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be written: " + e, e);
        } finally {
            deleteTree(work);
        }
    }

    private static void sync(Path root) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            if (Files.isRegularFile(path)) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            } else {
                syncFolder(path);
            }
        }
    }

    private static void syncFolder(@org.jspecify.annotations.Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folder; the files themselves are on the disk.
        }
    }

    private static boolean isAbsentOrEmpty(Path folder) {
        if (!Files.exists(folder)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be listed: " + e, e);
        }
    }

    /** Removes a folder and all that is in it; nothing if it is not there. */
    public static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new CheckpointException(root + ": unfinished, and cannot be removed: " + e, e);
        }
    }
}

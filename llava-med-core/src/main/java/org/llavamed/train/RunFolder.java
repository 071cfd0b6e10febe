package org.llavamed.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.file.NewFolder;

/**
 * The folder of a run, locked against a second run: {@code recipe.json}, the checkpoints {@code checkpoint-N} after step N,
 * and in the end the trained weights. A checkpoint appears whole or not at all.
 */
final class RunFolder implements AutoCloseable {
    private static final String LOCK = "run.lock";
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(0|[1-9]\\d{0,17})");
    /** Names of what a killed run leaves: written beside under a name of its own, in a folder that may be one itself. */
    private static final Pattern UNFINISHED =
            Pattern.compile("(checkpoint-\\d+|result\\.part-[0-9a-f]+)\\.part-[0-9a-f-]{36}|result\\.part-[0-9a-f]+");
    /** The last file of each kind of result: without it the result is not whole. */
    private static final List<String> LAST_FILES =
            List.of("config.json", "adapter_config.json", "mm_projector.safetensors");
    /**
     * Folders in use in this JVM. Asked before the lock's file is opened: where locks are POSIX's, closing a second channel
     * on the file would give up the first one's lock.
     */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path real;
    private final FileChannel channel;

    private RunFolder(Path folder, Path real, FileChannel channel) {
        this.folder = folder;
        this.real = real;
        this.channel = channel;
    }

    /**
     * Opens the folder and removes what a killed run left unfinished. A folder that is refused stays as it is.
     *
     * @param folder made if it is not there
     * @param resume whether an earlier run in it is to go on; otherwise there must be none
     * @throws CheckpointException if it is in use, holds a run that is not to be resumed, or a model that no run in it
     *     made, or cannot be written
     */
    static RunFolder open(Path folder, boolean resume) {
        if (Files.isDirectory(folder)) {
            refuseOthers(folder, resume);
        }
        RunFolder run = lock(folder);
        try {
            refuseOthers(folder, resume); // now nobody else changes it
            run.removeUnfinished();
            return run;
        } catch (RuntimeException | Error e) {
            run.close();
            throw e;
        }
    }

    private static void refuseOthers(Path folder, boolean resume) {
        boolean begun = !checkpoints(folder).isEmpty();
        if (begun && !resume) {
            throw new CheckpointException(
                    folder + ": holds checkpoints of an earlier run; resume it, or choose another folder");
        }
        for (String file : LAST_FILES) {
            if (!begun && Files.exists(folder.resolve(file))) {
                throw new CheckpointException(folder + ": holds a model or a part of one (" + file
                        + ") and no run to resume; choose another folder");
            }
        }
    }

    private static RunFolder lock(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CheckpointException(folder + ": is no folder; the run needs one for its output");
        }
        Path real;
        try {
            Files.createDirectories(folder);
            real = folder.toRealPath();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        if (!IN_USE.add(real)) {
            throw inUse(folder);
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(real.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            if (lock == null) {
                throw inUse(folder);
            }
            return new RunFolder(folder, real, channel);
        } catch (IOException e) {
            throw unusable(folder, e);
        } finally {
            if (lock == null) {
                giveBack(real, channel);
            }
        }
    }

    private static CheckpointException inUse(Path folder) {
        return new CheckpointException(
                folder + ": another run is writing into this folder; wait for it or choose another folder");
    }

    private static CheckpointException unusable(Path folder, IOException e) {
        return new CheckpointException(
                folder + ": cannot be used for a run (" + e + "); choose a folder that can be written", e);
    }

    private static void giveBack(Path real, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new CheckpointException(real + ": the lock cannot be given back: " + e, e);
        } finally {
            IN_USE.remove(real);
        }
    }

    private void removeUnfinished() {
        list(folder).stream()
                .filter(path ->
                        UNFINISHED.matcher(String.valueOf(path.getFileName())).matches())
                .forEach(NewFolder::deleteTree);
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be listed: " + e, e);
        }
    }

    private static NavigableMap<Long, Path> checkpoints(Path folder) {
        NavigableMap<Long, Path> found = new TreeMap<>();
        for (Path path : list(folder)) {
            Matcher name = CHECKPOINT.matcher(String.valueOf(path.getFileName()));
            if (name.matches() && Files.isDirectory(path)) {
                found.put(Long.parseLong(name.group(1)), path);
            }
        }
        return found;
    }

    /** The checkpoint of the latest step, or null if there is none. */
    @Nullable
    Path latest() {
        NavigableMap<Long, Path> found = checkpoints(folder);
        return found.isEmpty() ? null : found.lastEntry().getValue();
    }

    /**
     * Writes a checkpoint, brings it to the disk, and then removes older ones.
     *
     * @param step the last step it contains
     * @param keep how many to keep, the new one included
     * @param content writes its files into the folder it is given
     * @return the checkpoint's folder
     */
    Path save(long step, int keep, Consumer<Path> content) {
        Path checkpoint = folder.resolve("checkpoint-" + step);
        NewFolder.writeDurably(checkpoint, "a checkpoint", content);
        List<Path> all = new ArrayList<>(checkpoints(folder).values());
        all.subList(0, Math.max(0, all.size() - keep)).forEach(NewFolder::deleteTree);
        return checkpoint;
    }

    /**
     * Whether the trained weights are there, whole.
     *
     * @param lastFile the one that is written last
     */
    boolean isFinished(String lastFile) {
        return Files.exists(folder.resolve(lastFile));
    }

    /**
     * Writes the trained weights: first elsewhere, then file by file to their place, the one that makes them a model or an
     * adapter last, so that the folder is none before it is a whole one.
     *
     * @param content writes into a folder that does not exist yet
     */
    void finish(Consumer<Path> content) {
        Path result = folder.resolve("result.part-" + Long.toHexString(System.nanoTime()));
        try {
            content.accept(result);
            List<Path> files = new ArrayList<>(list(result));
            files.sort(Comparator.comparingInt(RunFolder::rank));
            for (String file : LAST_FILES) {
                Files.deleteIfExists(folder.resolve(file));
            }
            for (Path file : files) {
                Path target = folder.resolve(String.valueOf(file.getFileName()));
                NewFolder.deleteTree(target);
                Files.move(file, target);
            }
        } catch (IOException e) {
            throw new CheckpointException(folder + ": the trained weights cannot be written: " + e, e);
        } finally {
            NewFolder.deleteTree(result);
        }
    }

    /** An adapter's projector goes before its configuration. */
    private static int rank(Path file) {
        int place = LAST_FILES.indexOf(String.valueOf(file.getFileName()));
        return place < 0 ? 0 : LAST_FILES.size() - place;
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        giveBack(real, channel);
    }
}

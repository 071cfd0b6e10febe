package org.llavamed.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.file.NewFolder;

/**
 * The folder of a run, locked against a second run: {@code recipe.json}, the checkpoints {@code checkpoint-N} after step N,
 * and in the end the trained weights. A checkpoint appears whole or not at all.
 */
final class RunFolder implements AutoCloseable {
    private static final String LOCK = "run.lock";
    /** What a run must not write over: a file of each kind of result. */
    private static final List<String> RESULTS = List.of("config.json", ProjectorFile.NAME, "adapter_config.json");

    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(\\d{1,18})");
    private static final Pattern UNFINISHED = Pattern.compile("(checkpoint-\\d+|result)\\.part-[0-9a-f-]+");

    private final Path folder;
    private final FileChannel channel;

    private RunFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Opens the folder and removes what a killed run left unfinished.
     *
     * @param folder made if it is not there
     * @param resume whether an earlier run in it is to go on; otherwise there must be none
     * @throws CheckpointException if it is in use, holds a run that is not to be resumed, or cannot be written
     */
    static RunFolder open(Path folder, boolean resume) {
        RunFolder run = lock(folder);
        try {
            run.removeUnfinished();
            if (!resume && !run.checkpoints().isEmpty()) {
                throw new CheckpointException(
                        folder + ": holds checkpoints of an earlier run; resume it, or choose" + " another folder");
            }
            for (String result : RESULTS) {
                if (!resume && Files.exists(folder.resolve(result))) {
                    throw new CheckpointException(
                            folder + ": holds trained weights or a model (" + result + "); choose another folder");
                }
            }
            return run;
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
    }

    private static RunFolder lock(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CheckpointException(folder + ": is no folder; the run needs one for its output");
        }
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null; // held by this process
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            if (lock == null) {
                channel.close();
                throw new CheckpointException(folder + ": another run is writing into this folder");
            }
            return new RunFolder(folder, channel);
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be used for a run: " + e, e);
        }
    }

    private void removeUnfinished() {
        list().stream()
                .filter(path ->
                        UNFINISHED.matcher(String.valueOf(path.getFileName())).matches())
                .forEach(NewFolder::deleteTree);
    }

    private List<Path> list() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be listed: " + e, e);
        }
    }

    private NavigableMap<Long, Path> checkpoints() {
        NavigableMap<Long, Path> found = new TreeMap<>();
        for (Path path : list()) {
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
        NavigableMap<Long, Path> found = checkpoints();
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
        if (!Files.exists(checkpoint)) {
            NewFolder.writeDurably(checkpoint, "a checkpoint", content);
        }
        List<Path> all = new ArrayList<>(checkpoints().values());
        all.subList(0, Math.max(0, all.size() - keep)).forEach(NewFolder::deleteTree);
        return checkpoint;
    }

    /**
     * Writes the trained weights: first elsewhere, then file by file to their place, {@code config.json} last, so that the
     * folder is no model before it is a whole one.
     *
     * @param content writes into a folder that does not exist yet
     */
    void finish(Consumer<Path> content) {
        Path result = folder.resolve("result.part-" + Long.toHexString(System.nanoTime()));
        try {
            content.accept(result);
            List<Path> files = new ArrayList<>();
            try (Stream<Path> entries = Files.list(result)) {
                entries.forEach(files::add);
            }
            files.sort((a, b) -> Boolean.compare(a.endsWith("config.json"), b.endsWith("config.json")));
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

    /** Gives the folder back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new CheckpointException(folder + ": the lock cannot be given back: " + e, e);
        }
    }
}

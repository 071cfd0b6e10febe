package org.llavamed.examples.builtin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.llavamed.LlavaMed;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.LlavaMedException;
import org.llavamed.safetensors.TensorInfo;
import org.llavamed.tokenizer.Tokenizer;

/**
 * The files of a trained model that are shipped: those that it is loaded from and their list, nothing else.
 *
 * @param id what the cache folder will be called after
 * @param files names relative to the folder, in order
 * @param bytes their size, without the list
 */
public record BuiltInFiles(String id, List<String> files, long bytes) {
    /** The largest model that may be shipped, in bytes. */
    public static final long MAX_BYTES = 12_000_000;

    /** Read, if they are there, from each folder that weights come from or that the tower's settings are in. */
    private static final Set<String> SETTINGS = Set.of(
            "config.json",
            "generation_config.json",
            "preprocessor_config.json",
            "processor_config.json",
            "model.safetensors.index.json");

    /**
     * Copies the list.
     *
     * @param id as above
     * @param files as above
     * @param bytes as above
     */
    public BuiltInFiles {
        files = List.copyOf(files);
    }

    /**
     * Writes the folder that becomes the resource {@code org/llavamed/examples/builtin/model}. The result is loaded once before
     * it gets its name.
     *
     * @param model a trained checkpoint, its weights as they are to be shipped (16 bit)
     * @param output the folder to make; it must not exist
     * @return what was written
     * @throws LlavaMedException if the checkpoint cannot be loaded, is larger than {@link #MAX_BYTES} or uses files outside its
     *     folder, or the output exists or cannot be written
     */
    public static BuiltInFiles write(Path model, Path output) {
        if (Files.exists(output)) {
            throw new LlavaMedException(output + ": exists; name a new folder");
        }
        NavigableSet<String> names = needed(model);
        Path target = output.toAbsolutePath().normalize();
        Path work = target.resolveSibling(target.getFileName() + ".part-" + UUID.randomUUID());
        try {
            requireSmall(model, names);
            NavigableMap<String, String> digests = new TreeMap<>();
            long bytes = 0;
            for (String name : names) {
                Path copy = work.resolve(name);
                Files.createDirectories(copy.resolveSibling("."));
                Files.copy(model.resolve(name), copy);
                digests.put(name, Digests.of(copy));
                bytes += Files.size(copy);
            }
            try (LlavaMed opened = LlavaMed.load(work)) {
                if (opened.report().tower() == null) {
                    throw new LlavaMedException(
                            model + ": has no vision tower; the built-in model answers about images");
                }
            } catch (CheckpointException e) {
                throw new LlavaMedException(model + ": its copy cannot be loaded: " + e.getMessage(), e);
            }
            FileList list = new FileList(digests);
            Files.write(work.resolve(FileList.NAME), list.text().getBytes(StandardCharsets.UTF_8));
            Files.move(work, target);
            return new BuiltInFiles(list.id(), List.copyOf(names), bytes);
        } catch (IOException e) {
            throw new LlavaMedException(output + ": cannot be written (" + e + ")", e);
        } finally {
            deleteTree(work);
        }
    }

    private static NavigableSet<String> needed(Path model) {
        Checkpoint checkpoint = Checkpoint.open(model, CheckpointOptions.defaults());
        Path root = model.toAbsolutePath().normalize();
        NavigableSet<Path> files = new TreeSet<>();
        for (TensorInfo tensor : checkpoint.tensors().values()) {
            Path file = tensor.file().toAbsolutePath().normalize();
            files.add(file);
            files.addAll(shardsBeside(file));
        }
        for (String name : Tokenizer.load(model).sourceFiles()) {
            files.add(root.resolve(name));
        }
        NavigableSet<Path> folders = new TreeSet<>(Set.of(root));
        files.forEach(file -> folders.add(file.resolveSibling(".").normalize()));
        towerFolder(checkpoint, root, folders);
        for (Path folder : folders) {
            SETTINGS.stream().map(folder::resolve).filter(Files::isRegularFile).forEach(files::add);
        }
        NavigableSet<String> names = new TreeSet<>();
        for (Path file : files) {
            String name =
                    file.startsWith(root) ? root.relativize(file).toString().replace('\\', '/') : "";
            if (!FileList.isName(name)) {
                throw new LlavaMedException(model + ": uses " + file
                        + "; only files with plain names in the model's own" + " folder can be shipped");
            }
            names.add(name);
        }
        return names;
    }

    /** An index is only right with all shards it names, also those with nothing that is needed. */
    private static List<Path> shardsBeside(Path weights) {
        if (!Files.exists(weights.resolveSibling("model.safetensors.index.json"))) {
            return List.of();
        }
        try (Stream<Path> beside = Files.list(weights.resolveSibling("."))) {
            return beside.map(Path::normalize)
                    .filter(file -> file.getFileName().toString().matches("model-\\d+-of-\\d+\\.safetensors"))
                    .toList();
        } catch (IOException e) {
            throw new LlavaMedException(weights + ": its folder cannot be read (" + e + ")", e);
        }
    }

    /** The folder that the configuration names may hold the tower's sizes while its weights are in the checkpoint. */
    private static void towerFolder(Checkpoint checkpoint, Path root, Set<Path> folders) {
        CheckpointReport.TowerSummary tower = checkpoint.report().tower();
        if (tower == null) {
            return;
        }
        try {
            Path folder = root.resolve(tower.name()).normalize();
            if (folder.startsWith(root) && Files.isDirectory(folder)) {
                folders.add(folder);
            }
        } catch (InvalidPathException e) {
            return; // the name of a model of a hub, and no folder
        }
    }

    private static void requireSmall(Path model, Set<String> names) throws IOException {
        long bytes = 0;
        for (String name : names) {
            bytes += Files.size(model.resolve(name));
        }
        if (bytes > MAX_BYTES) {
            throw new LlavaMedException(model + ": the files it is loaded from have " + bytes + " bytes, but at most "
                    + MAX_BYTES + " can be shipped; are its weights 16 bit?");
        }
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new LlavaMedException(root + ": unfinished, and cannot be removed (" + e + ")", e);
        }
    }
}

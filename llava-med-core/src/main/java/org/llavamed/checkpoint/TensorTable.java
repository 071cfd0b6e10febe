package org.llavamed.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsFile;
import org.llavamed.safetensors.SafetensorsIndex;
import org.llavamed.safetensors.TensorInfo;

/** All tensors of one folder, from {@code model.safetensors} or from the shards that the index names. */
record TensorTable(Path folder, Map<String, TensorInfo> tensors, List<SafetensorsFile> files) {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    private static final int MAX_SHARDS = 10_000;

    /** The weights of a folder; an exception that says what to do if it has none. */
    static TensorTable open(Path folder) {
        TensorTable table = openIfPresent(folder);
        if (table != null) {
            return table;
        }
        String pickled = firstPickled(folder);
        if (pickled != null) {
            throw new CheckpointException(folder.resolve(pickled)
                    + ": only safetensors weights are read, not PyTorch pickles. Convert them once in Python: load the"
                    + " model with from_pretrained and save it with save_pretrained(folder, safe_serialization=True)");
        }
        throw new CheckpointException(folder + ": has neither " + SINGLE + " nor " + INDEX);
    }

    static @Nullable TensorTable openIfPresent(Path folder) {
        Path index = folder.resolve(INDEX);
        Path single = folder.resolve(SINGLE);
        // As transformers: the single file wins if both are there.
        if (Files.exists(single)) {
            SafetensorsFile file = SafetensorsFile.read(single);
            return new TensorTable(folder, file.tensors(), List.of(file));
        }
        return Files.exists(index) ? openShards(folder, index) : null;
    }

    private static TensorTable openShards(Path folder, Path index) {
        Map<String, String> weightMap = SafetensorsIndex.read(index).weightMap();
        Map<String, SafetensorsFile> shards = new TreeMap<>();
        for (Map.Entry<String, String> entry : weightMap.entrySet()) {
            String name = entry.getValue();
            if (!shards.containsKey(name)) {
                if (shards.size() == MAX_SHARDS) {
                    throw new CheckpointException(index + ": names more than " + MAX_SHARDS + " files");
                }
                shards.put(name, SafetensorsFile.read(shard(folder, index, entry.getKey(), name)));
            }
        }
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        shards.forEach((name, shard) -> shard.tensors().forEach((tensor, info) -> {
            String promised = weightMap.get(tensor);
            if (!name.equals(promised)) {
                throw new CheckpointException(shard.path() + ": holds tensor " + Quote.of(tensor) + ", which " + index
                        + (promised == null ? " does not list" : " places in " + Quote.of(promised)));
            }
            tensors.put(tensor, info);
        }));
        weightMap.forEach((tensor, name) -> {
            if (!tensors.containsKey(tensor)) {
                throw new CheckpointException(
                        index + ": places tensor " + Quote.of(tensor) + " in " + Quote.of(name) + ", which lacks it");
            }
        });
        return new TensorTable(folder, tensors, List.copyOf(shards.values()));
    }

    /** A shard must be a plain name in the folder. The file itself may be a link, as in Hugging Face's download cache. */
    private static Path shard(Path folder, Path index, String tensor, String name) {
        try {
            Path relative = Path.of(name);
            if (!relative.isAbsolute()
                    && relative.getNameCount() == 1
                    && relative.toString().equals(name)
                    && name.endsWith(".safetensors")) {
                return folder.resolve(relative);
            }
        } catch (InvalidPathException e) {
            throw new CheckpointException(
                    index + ": tensor " + Quote.of(tensor) + " is in " + Quote.of(name) + ", which is not a file name",
                    e);
        }
        throw new CheckpointException(index + ": tensor " + Quote.of(tensor) + " is in " + Quote.of(name)
                + "; it must be the name of a .safetensors file in the same folder");
    }

    private static @Nullable String firstPickled(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = new ArrayList<>();
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("pytorch_model.*\\.bin(\\.index\\.json)?|.*\\.pth"))
                    .sorted()
                    .forEach(names::add);
            return names.isEmpty() ? null : names.get(0);
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be listed: " + e, e);
        }
    }
}

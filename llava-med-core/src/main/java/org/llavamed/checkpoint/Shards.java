package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.llavamed.safetensors.SafetensorsIndex;
import org.llavamed.safetensors.SafetensorsWriter.Declaration;

/** Weights over several files, named as the published ones. */
final class Shards {
    private Shards() {}

    /** In the given order, a new file where the next tensor would go beyond the limit. */
    static <T> List<List<T>> split(List<T> tensors, Function<T, Declaration> declaration, long shardBytes) {
        if (shardBytes < 1) {
            throw new IllegalArgumentException("shardBytes is " + shardBytes);
        }
        List<List<T>> shards = new ArrayList<>();
        List<T> shard = new ArrayList<>();
        long bytes = 0;
        for (T tensor : tensors) {
            long size = declaration.apply(tensor).bytes();
            if (bytes + size > shardBytes && !shard.isEmpty()) {
                shards.add(shard);
                shard = new ArrayList<>();
                bytes = 0;
            }
            shard.add(tensor);
            bytes += size;
        }
        shards.add(shard);
        return shards;
    }

    /** Writes the single file, or all shards and then their index. */
    static <T> void write(
            Path folder,
            List<List<T>> files,
            Function<T, Declaration> declarationOf,
            BiConsumer<Path, List<T>> writer) {
        if (files.size() == 1) {
            writer.accept(folder.resolve(TensorTable.SINGLE), files.get(0));
            return;
        }
        Map<String, String> weightMap = new LinkedHashMap<>();
        long total = 0;
        for (int shard = 0; shard < files.size(); shard++) {
            String file = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, files.size());
            writer.accept(folder.resolve(file), files.get(shard));
            for (T tensor : files.get(shard)) {
                Declaration declaration = declarationOf.apply(tensor);
                weightMap.put(declaration.name(), file);
                total += declaration.bytes();
            }
        }
        new SafetensorsIndex(weightMap, total).write(folder.resolve(TensorTable.INDEX));
    }
}

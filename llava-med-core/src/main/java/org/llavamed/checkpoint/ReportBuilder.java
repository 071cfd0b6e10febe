package org.llavamed.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointReport.FileSummary;
import org.llavamed.checkpoint.CheckpointReport.Memory;
import org.llavamed.checkpoint.CheckpointReport.Parameters;
import org.llavamed.checkpoint.CheckpointReport.TowerSummary;
import org.llavamed.checkpoint.CheckpointReport.TypeSummary;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;

/** Adds up what a {@link CheckpointReport} says. */
record ReportBuilder(
        Path folder,
        ModelConfig config,
        @Nullable Tower tower,
        TensorTable own,
        @Nullable TensorTable external,
        Map<String, TensorInfo> used,
        List<String> missing,
        List<String> unused,
        Set<String> changed,
        @Nullable Path projectorFile,
        @Nullable Path adapter) {

    CheckpointReport build() {
        // A tied head appears twice by name and once as a tensor.
        Set<TensorInfo> needed = new LinkedHashSet<>(used.values());
        VisionConfig vision = config.vision();
        return new CheckpointReport(
                folder.toString(),
                config.layout(),
                config.modelType(),
                config.architectures(),
                config.language(),
                towerSummary(),
                config.projector(),
                config.imageTokens(),
                vision == null ? 0 : vision.featuresPerImage(),
                config.language().maxPositions(),
                config.eosIds(),
                types(needed),
                files(),
                needed.size(),
                List.copyOf(unused),
                List.copyOf(missing),
                parameters(),
                memory(needed),
                projectorFile == null ? null : relative(folder, projectorFile),
                adapter == null ? null : relative(folder, adapter),
                licenceFile());
    }

    private @Nullable TowerSummary towerSummary() {
        VisionConfig vision = config.vision();
        if (tower == null || vision == null) {
            return null;
        }
        Path weights = external == null ? folder : external.folder();
        return new TowerSummary(tower.name(), weights.toString(), external != null, vision);
    }

    private static List<TypeSummary> types(Collection<TensorInfo> needed) {
        Map<SafetensorsType, TypeSummary> types = new TreeMap<>();
        for (TensorInfo tensor : needed) {
            types.merge(
                    tensor.type(),
                    new TypeSummary(tensor.type().name(), 1, tensor.bytes()),
                    (a, b) -> new TypeSummary(a.type(), a.tensors() + b.tensors(), a.bytes() + b.bytes()));
        }
        return List.copyOf(types.values());
    }

    private List<FileSummary> files() {
        return Stream.concat(own.files().stream(), external == null ? Stream.of() : external.files().stream())
                .map(file -> new FileSummary(
                        relative(folder, file.path()),
                        file.size(),
                        file.tensors().size()))
                .toList();
    }

    /** A path as seen from a folder, or the whole path if it lies elsewhere. */
    static String relative(Path folder, Path path) {
        Path base = folder.toAbsolutePath().normalize();
        Path whole = path.toAbsolutePath().normalize();
        return (whole.startsWith(base) ? base.relativize(whole) : whole).toString();
    }

    private Parameters parameters() {
        long language = 0;
        long projector = 0;
        long vision = 0;
        for (Map.Entry<String, TensorInfo> entry : used.entrySet()) {
            long elements = entry.getValue().elements();
            if (entry.getKey().startsWith(TensorPlan.VISION)) {
                vision += elements;
            } else if (entry.getKey().startsWith(TensorPlan.PROJECTOR)) {
                projector += elements;
            } else if (!entry.getKey().equals(TensorPlan.HEAD)
                    || !config.language().tiedEmbeddings()) {
                language += elements;
            }
        }
        return new Parameters(language, projector, vision);
    }

    private Map<String, Memory> memory(Collection<TensorInfo> needed) {
        Map<String, Memory> memory = new LinkedHashMap<>();
        memory.put("f32", memory(needed, SafetensorsType.F32));
        memory.put("bf16", memory(needed, SafetensorsType.BF16));
        return memory;
    }

    private Memory memory(Collection<TensorInfo> needed, SafetensorsType precision) {
        Set<TensorInfo> copied = changed.stream().map(used::get).collect(Collectors.toSet());
        long mapped = 0;
        long converted = 0;
        for (TensorInfo tensor : needed) {
            // Unaligned data cannot be mapped as it is, and what an adapter changes is a copy.
            if (tensor.type() == precision && tensor.aligned() && !copied.contains(tensor)) {
                mapped += tensor.bytes();
            } else {
                converted += tensor.elements() * precision.bytes();
            }
        }
        LanguageConfig language = config.language();
        long kv = 2L * language.layers() * language.kvWidth() * language.maxPositions() * precision.bytes();
        return new Memory(mapped, converted, kv);
    }

    private @Nullable String licenceFile() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("(?i)licen[sc]e.*"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new CheckpointException(folder + ": cannot be listed: " + e, e);
        }
    }
}

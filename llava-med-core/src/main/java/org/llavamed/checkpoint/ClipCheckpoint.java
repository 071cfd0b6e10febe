package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;

/**
 * A folder with both towers of CLIP (arXiv 2103.00020) as transformers' {@code CLIPModel} saves it: {@code config.json},
 * {@code model.safetensors}, {@code preprocessor_config.json} and a tokenizer. Opening reads no weights. Immutable and
 * thread-safe.
 */
public final class ClipCheckpoint {
    private final Path folder;
    private final ClipConfig config;
    private final ImagePreprocessing preprocessing;
    private final Map<String, TensorInfo> tensors;

    private ClipCheckpoint(
            Path folder, ClipConfig config, ImagePreprocessing preprocessing, Map<String, TensorInfo> tensors) {
        this.folder = folder;
        this.config = config;
        this.preprocessing = preprocessing;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Opens a folder.
     *
     * @param folder the folder
     * @return its description
     * @throws CheckpointException if it is no CLIP folder, lacks a tower or a tensor, or a tensor has another shape; the
     *     message names the file and the key or tensor
     */
    public static ClipCheckpoint open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException(folder + ": is not a folder with two CLIP towers");
        }
        JsonObject json = JsonObject.read(folder.resolve("config.json"));
        ClipConfig config = ClipConfigReader.read(json);
        ImagePreprocessing preprocessing = PreprocessorReader.read(folder, config.vision());
        Map<String, TensorInfo> stored = TensorTable.open(folder).tensors();
        Map<String, TensorInfo> tensors = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (TensorPlan plan : ClipTensors.of(config)) {
            TensorInfo tensor = stored.get(plan.canonical());
            if (tensor == null) {
                missing.add(plan.canonical());
            } else {
                Checkpoint.check(tensor, plan);
                tensors.put(plan.canonical(), tensor);
            }
        }
        if (!missing.isEmpty()) {
            throw new CheckpointException(folder + ": " + missing.size() + " tensors of the two towers are missing: "
                    + String.join(", ", missing.subList(0, Math.min(10, missing.size())))
                    + (missing.size() > 10 ? ", ..." : ""));
        }
        return new ClipCheckpoint(folder, config, preprocessing, tensors);
    }

    /**
     * Where it lies.
     *
     * @return the folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * The sizes.
     *
     * @return the configuration of both towers
     */
    public ClipConfig config() {
        return config;
    }

    /**
     * How images become what the tower takes.
     *
     * @return the image processor's settings
     */
    public ImagePreprocessing preprocessing() {
        return preprocessing;
    }

    /**
     * The tensors by their names in transformers' {@code CLIPModel}, those of the vision tower first, {@code logit_scale}
     * last.
     *
     * @return unmodifiable
     */
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    /**
     * Writes a folder of the same sizes with other values, whole or not at all; tokenizer and image settings are copied.
     *
     * @param target the folder to make; it must not exist or be empty
     * @param type element type of all weights: F32, F16 or BF16
     * @param values asked for every tensor of {@link #tensors}
     * @throws CheckpointException if it is not empty, or a file cannot be read or written
     */
    public void write(Path target, SafetensorsType type, TensorValues values) {
        FloatBits.requireWeightType(type);
        List<OutgoingTensor> outgoing = new ArrayList<>();
        for (TensorPlan plan : ClipTensors.of(config)) {
            outgoing.add(OutgoingTensor.of(plan.canonical(), type, plan.shape(), values, plan.canonical()));
        }
        NewFolder.writeDurably(target, "a CLIP folder", work -> {
            WeightFiles.write(work.resolve(TensorTable.SINGLE), outgoing);
            SmallFiles.copy(folder, work);
            copyImageSettings(work);
            ObjectNode json = JsonObject.read(folder.resolve("config.json")).copy();
            OriginalConfig.putType(json, type);
            ConfigKeys.write(work.resolve("config.json"), json);
        });
    }

    private void copyImageSettings(Path target) {
        for (String name : List.of("preprocessor_config.json", "processor_config.json")) {
            Path file = folder.resolve(name);
            try {
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target.resolve(name));
                }
            } catch (IOException e) {
                throw new CheckpointException(file + ": cannot be copied to " + target + ": " + e, e);
            }
        }
    }
}

package org.llavamed.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.checkpoint.VisionConfig.SelectFeature;
import org.llavamed.checkpoint.VisionConfigReader.Selection;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.safetensors.TensorInfo;

/**
 * A CLIP vision tower's own folder.
 *
 * @param config its sizes and which of its features are used
 * @param preprocessing its image processor
 * @param tensors where its weights lie
 */
record VisionPart(VisionConfig config, ImagePreprocessing preprocessing, Map<TensorPlan, TensorInfo> tensors) {
    static VisionPart open(Path folder, int selectLayer) {
        if (!Files.isDirectory(folder)) {
            throw new CheckpointException(folder + ": is not a vision tower's folder");
        }
        JsonObject json = JsonObject.read(folder.resolve("config.json"));
        VisionConfig vision = TowerResolver.ofFolder(json, new Selection(List.of(selectLayer), SelectFeature.PATCH));
        for (int state : vision.selectedStates()) {
            if (state < 0 || state > vision.layers()) {
                throw new CheckpointException(
                        folder + ": the tower has " + vision.layers() + " layers; there is no layer " + selectLayer);
            }
        }
        ImagePreprocessing preprocessing = PreprocessorReader.read(folder, vision);
        Map<String, TensorInfo> stored = TensorTable.open(folder).tensors();
        Map<TensorPlan, TensorInfo> tensors = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (TensorPlan plan : TensorPlan.fullVision(vision)) {
            List<String> names = TensorNames.towerCandidates(plan.canonical());
            TensorInfo tensor = names.stream()
                    .filter(stored::containsKey)
                    .map(stored::get)
                    .findFirst()
                    .orElse(null);
            if (tensor == null) {
                missing.add(names.get(0));
            } else {
                Checkpoint.check(tensor, plan);
                tensors.put(plan, tensor);
            }
        }
        if (!missing.isEmpty()) {
            throw new CheckpointException(folder + ": " + missing.size() + " tensors of the vision tower are missing: "
                    + String.join(", ", missing.subList(0, Math.min(10, missing.size())))
                    + (missing.size() > 10 ? ", ..." : ""));
        }
        return new VisionPart(vision, preprocessing, Collections.unmodifiableMap(tensors));
    }
}

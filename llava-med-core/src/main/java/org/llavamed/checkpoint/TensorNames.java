package org.llavamed.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** Published names of canonical tensors in the four layouts. The first candidate is the layout's own name. */
final class TensorNames {
    private TensorNames() {}

    /**
     * Names to look for, best first. Both generations of the conversion occur mixed on disk, and since version 5
     * transformers leaves out {@code vision_model.}, so each name has several spellings.
     */
    static List<String> candidates(Layout layout, String canonical, boolean linearProjector) {
        List<String> names = new ArrayList<>();
        switch (layout) {
            case ORIGINAL_MISTRAL, ORIGINAL_LLAMA -> original(names, canonical, linearProjector);
            case HF_GEN1 -> {
                firstGeneration(names, canonical);
                secondGeneration(names, canonical);
            }
            case HF_GEN2 -> {
                secondGeneration(names, canonical);
                firstGeneration(names, canonical);
            }
        }
        return names;
    }

    /** The original layout's own name. */
    static String original(String canonical, boolean linearProjector) {
        return candidates(Layout.ORIGINAL_LLAMA, canonical, linearProjector).get(0);
    }

    private static void original(List<String> names, String canonical, boolean linearProjector) {
        if (canonical.startsWith(TensorPlan.VISION)) {
            String rest = canonical.substring(TensorPlan.VISION.length());
            names.add("model.vision_tower.vision_tower.vision_model." + rest);
            names.add("model.vision_tower.vision_tower." + rest);
        } else if (canonical.startsWith(TensorPlan.PROJECTOR)) {
            String rest = canonical.substring(TensorPlan.PROJECTOR.length());
            // A single linear layer is not in a sequence and so has no number.
            names.add("model.mm_projector." + (linearProjector ? rest.substring(rest.indexOf('.') + 1) : rest));
        } else {
            names.add(canonical.equals(TensorPlan.HEAD) ? canonical : "model." + canonical);
        }
    }

    private static void firstGeneration(List<String> names, String canonical) {
        if (canonical.startsWith(TensorPlan.VISION)) {
            String rest = canonical.substring(TensorPlan.VISION.length());
            names.add("vision_tower.vision_model." + rest);
            names.add("vision_tower." + rest);
        } else if (canonical.startsWith(TensorPlan.PROJECTOR)) {
            names.add("multi_modal_projector." + numbered(canonical));
        } else {
            names.add("language_model." + (canonical.equals(TensorPlan.HEAD) ? "" : "model.") + canonical);
        }
    }

    private static void secondGeneration(List<String> names, String canonical) {
        if (canonical.startsWith(TensorPlan.VISION)) {
            String rest = canonical.substring(TensorPlan.VISION.length());
            names.add("model.vision_tower.vision_model." + rest);
            names.add("model.vision_tower." + rest);
        } else if (canonical.startsWith(TensorPlan.PROJECTOR)) {
            names.add("model.multi_modal_projector." + numbered(canonical));
        } else {
            names.add(canonical.equals(TensorPlan.HEAD) ? canonical : "model.language_model." + canonical);
        }
    }

    /** {@code projector.2.bias} to {@code linear_2.bias}: conversions count linear layers from 1. */
    private static String numbered(String canonical) {
        String[] parts = canonical.split("\\.", -1);
        return "linear_" + (Integer.parseInt(parts[1]) / 2 + 1) + "." + parts[2];
    }

    /** Spellings of a tower's tensor in a folder of its own: CLIPVisionModel, CLIPModel, or cut out of a checkpoint. */
    static List<String> towerCandidates(String canonical) {
        String rest = canonical.substring(TensorPlan.VISION.length());
        return List.of(
                "vision_model." + rest,
                rest,
                "vision_tower.vision_model." + rest,
                "vision_tower." + rest,
                "model.vision_tower.vision_tower.vision_model." + rest,
                "vision_tower.vision_tower.vision_model." + rest);
    }
}

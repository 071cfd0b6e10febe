package org.llavamed.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.checkpoint.FreshTowers.ClipTextSizes;

/**
 * Start values of a CLIP model by the names of its tensors. Source: {@code CLIPPreTrainedModel._init_weights} of transformers,
 * but for the first layer of the vision tower. There patches and positions start larger, and filters have the mean 0:
 * with values of 0.02 a small tower sees little but how bright a patch is for hundreds of steps, and less than that of where
 * it lies. docs/training.md has the measurement.
 */
final class FreshTowerWeights {
    private static final double TABLES = 0.02; // what the text tower's tables have
    private static final double PATCHES = 0.1;
    private static final double PLACES = 2;

    private FreshTowerWeights() {}

    static FreshWeights of(VisionConfig vision, ClipTextSizes text, int projection, float scale, long seed) {
        FreshWeights weights = new FreshWeights(seed);
        weights.constant("logit_scale", List.of(), scale);
        for (TensorPlan plan : textPlan(text)) {
            add(weights, plan.canonical(), plan.shape(), text.width(), text.layers());
        }
        for (TensorPlan plan : TensorPlan.fullVision(vision)) {
            String name = TensorNames.towerCandidates(plan.canonical()).get(0);
            add(weights, name, plan.shape(), vision.hiddenSize(), vision.layers());
        }
        project(weights, "visual_projection.weight", projection, vision.hiddenSize());
        project(weights, "text_projection.weight", projection, text.width());
        return weights;
    }

    private static void project(FreshWeights weights, String name, int projection, int width) {
        weights.normal(name, List.of((long) projection, (long) width), Math.pow(width, -0.5));
    }

    /** The blocks of both towers have the same tensors. */
    private static List<TensorPlan> textPlan(ClipTextSizes text) {
        List<TensorPlan> plan = new ArrayList<>();
        long width = text.width();
        plan.add(new TensorPlan(
                "text_model.embeddings.token_embedding.weight", List.of((long) text.vocabulary(), width)));
        plan.add(new TensorPlan(
                "text_model.embeddings.position_embedding.weight", List.of((long) text.positions(), width)));
        VisionConfig alike =
                FreshTowers.vision(text.width(), text.innerSize(), text.layers(), text.heads(), 1, 1, 1e-5);
        String blocks = TensorPlan.VISION + "encoder.";
        for (TensorPlan block : TensorPlan.fullVision(alike)) {
            if (block.canonical().startsWith(blocks)) {
                String rest = block.canonical().substring(TensorPlan.VISION.length());
                plan.add(new TensorPlan("text_model." + rest, block.shape()));
            }
        }
        plan.add(new TensorPlan("text_model.final_layer_norm.weight", List.of(width)));
        plan.add(new TensorPlan("text_model.final_layer_norm.bias", List.of(width)));
        return plan;
    }

    private static void add(FreshWeights weights, String name, List<Long> shape, int width, int layers) {
        if (name.endsWith(".bias")) {
            weights.constant(name, shape, 0);
        } else if (name.contains("layer_norm") || name.contains("layrnorm") || name.contains("layernorm")) {
            weights.constant(name, shape, 1);
        } else if (name.equals("vision_model.embeddings.patch_embedding.weight")) {
            weights.centred(name, shape, PATCHES);
        } else {
            weights.normal(name, shape, deviation(name, width, layers));
        }
    }

    private static double deviation(String name, int width, int layers) {
        double byWidth = Math.pow(width, -0.5);
        if (name.endsWith("class_embedding") || name.endsWith(".out_proj.weight")) {
            return byWidth;
        }
        if (name.equals("vision_model.embeddings.position_embedding.weight")) {
            return PLACES;
        }
        if (name.contains(".embeddings.")) {
            return TABLES;
        }
        if (name.endsWith(".fc1.weight")) {
            return Math.pow(2.0 * width, -0.5);
        }
        return byWidth * Math.pow(2.0 * layers, -0.5); // queries, keys, values and fc2
    }
}

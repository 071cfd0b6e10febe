package org.llavamed.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** Names and shapes of the tensors of transformers' CLIPModel, in an order of its own: vision, text, scale. */
final class ClipTensors {
    private ClipTensors() {}

    static List<TensorPlan> of(ClipConfig config) {
        List<TensorPlan> plan = new ArrayList<>();
        for (TensorPlan tensor : TensorPlan.fullVision(config.vision())) {
            String name = tensor.canonical().substring(TensorPlan.VISION.length());
            plan.add(new TensorPlan("vision_model." + name, tensor.shape()));
        }
        long joint = config.projectionSize();
        add(plan, "visual_projection.weight", joint, config.vision().hiddenSize());
        text(plan, config.text());
        add(plan, "text_projection.weight", joint, config.text().hiddenSize());
        add(plan, "logit_scale");
        return plan;
    }

    private static void text(List<TensorPlan> plan, ClipConfig.Text config) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        add(plan, "text_model.embeddings.token_embedding.weight", config.vocabularySize(), hidden);
        add(plan, "text_model.embeddings.position_embedding.weight", config.positions(), hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "text_model.encoder.layers." + layer + ".";
            for (String linear : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
                pair(plan, block + "self_attn." + linear, hidden, hidden);
            }
            pair(plan, block + "layer_norm1", hidden);
            pair(plan, block + "mlp.fc1", inner, hidden);
            pair(plan, block + "mlp.fc2", hidden, inner);
            pair(plan, block + "layer_norm2", hidden);
        }
        pair(plan, "text_model.final_layer_norm", hidden);
    }

    private static void pair(List<TensorPlan> plan, String name, long... shape) {
        add(plan, name + ".weight", shape);
        add(plan, name + ".bias", shape[0]);
    }

    private static void add(List<TensorPlan> plan, String name, long... shape) {
        plan.add(new TensorPlan(name, java.util.Arrays.stream(shape).boxed().toList()));
    }
}

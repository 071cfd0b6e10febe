package org.llavamed.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Canonical names and shapes of a model's tensors, in the order in which the reference registers them. The decoder's names
 * are LLaMA's without prefix, the tower's are CLIP's after {@code vision.}, the projector's linear layers are {@code
 * projector.0}, {@code projector.2}, ... as in a sequence with activations between.
 */
record TensorPlan(String canonical, List<Long> shape) {
    static final String HEAD = "lm_head.weight";
    static final String EMBEDDINGS = "embed_tokens.weight";
    static final String VISION = "vision.";
    static final String PROJECTOR = "projector.";

    /** Embeddings, blocks and final norm; the head is apart because files place it last. */
    static List<TensorPlan> language(LanguageConfig config) {
        List<TensorPlan> plan = new ArrayList<>();
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long queries = (long) config.heads() * config.headDim();
        add(plan, EMBEDDINGS, config.vocabularySize(), hidden);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "layers." + layer + ".";
            add(plan, block + "self_attn.q_proj.weight", queries, hidden);
            add(plan, block + "self_attn.k_proj.weight", config.kvWidth(), hidden);
            add(plan, block + "self_attn.v_proj.weight", config.kvWidth(), hidden);
            add(plan, block + "self_attn.o_proj.weight", hidden, queries);
            add(plan, block + "mlp.gate_proj.weight", inner, hidden);
            add(plan, block + "mlp.up_proj.weight", inner, hidden);
            add(plan, block + "mlp.down_proj.weight", hidden, inner);
            add(plan, block + "input_layernorm.weight", hidden);
            add(plan, block + "post_attention_layernorm.weight", hidden);
        }
        add(plan, "norm.weight", hidden);
        return plan;
    }

    static TensorPlan head(LanguageConfig config) {
        return new TensorPlan(HEAD, List.of((long) config.vocabularySize(), (long) config.hiddenSize()));
    }

    /** The tower up to the given number of blocks, without the norm after the last, which no feature passes. */
    static List<TensorPlan> vision(VisionConfig config, int blocks) {
        List<TensorPlan> plan = new ArrayList<>();
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        add(plan, VISION + "embeddings.class_embedding", hidden);
        add(plan, VISION + "embeddings.patch_embedding.weight", hidden, 3, config.patchSize(), config.patchSize());
        add(plan, VISION + "embeddings.position_embedding.weight", config.positions(), hidden);
        pair(plan, VISION + "pre_layrnorm", hidden);
        for (int layer = 0; layer < blocks; layer++) {
            String block = VISION + "encoder.layers." + layer + ".";
            pair(plan, block + "self_attn.k_proj", hidden, hidden);
            pair(plan, block + "self_attn.v_proj", hidden, hidden);
            pair(plan, block + "self_attn.q_proj", hidden, hidden);
            pair(plan, block + "self_attn.out_proj", hidden, hidden);
            pair(plan, block + "layer_norm1", hidden);
            pair(plan, block + "mlp.fc1", inner, hidden);
            pair(plan, block + "mlp.fc2", hidden, inner);
            pair(plan, block + "layer_norm2", hidden);
        }
        return plan;
    }

    /** The whole tower as files hold it. */
    static List<TensorPlan> fullVision(VisionConfig config) {
        List<TensorPlan> plan = vision(config, config.layers());
        pair(plan, VISION + "post_layernorm", config.hiddenSize());
        return plan;
    }

    static List<TensorPlan> projector(ProjectorConfig config) {
        List<TensorPlan> plan = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = PROJECTOR + 2 * layer;
            add(plan, name + ".weight", config.outputSize(), layer == 0 ? config.inputSize() : config.outputSize());
            if (config.bias()) {
                add(plan, name + ".bias", config.outputSize());
            }
        }
        return plan;
    }

    long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    private static void add(List<TensorPlan> plan, String name, long... shape) {
        plan.add(new TensorPlan(name, java.util.Arrays.stream(shape).boxed().toList()));
    }

    private static void pair(List<TensorPlan> plan, String name, long... shape) {
        add(plan, name + ".weight", shape);
        add(plan, name + ".bias", shape[0]);
    }
}

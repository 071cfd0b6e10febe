package org.llavamed.internal.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.ClipCheckpoint;
import org.llavamed.checkpoint.ClipConfig;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.checkpoint.VisionConfig.Activation;
import org.llavamed.internal.tensor.ContrastiveOps;
import org.llavamed.internal.tensor.ContrastiveOps.Tower;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;

/** Both towers of CLIP in training, with everything in them trained. One thread at a time. */
public final class ContrastiveNetwork implements TrainedNetwork {
    private static final String SCALE = "logit_scale";
    /** Parts of a block in the order the kernel takes them, each with weight and bias. */
    private static final List<String> BLOCK = List.of(
            "layer_norm1",
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.out_proj",
            "layer_norm2",
            "mlp.fc1",
            "mlp.fc2");

    private final TensorScope scope;
    private final ContrastiveOps.Shape shape;
    private final ContrastiveOps.Network network;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();

    private ContrastiveNetwork(ClipCheckpoint checkpoint, DType type, TensorScope scope) {
        this.scope = scope;
        ClipConfig config = checkpoint.config();
        VisionConfig vision = config.vision();
        ClipConfig.Text text = config.text();
        this.shape = new ContrastiveOps.Shape(
                new Tower(vision.heads(), vision.layers(), quick(vision.activation()), vision.layerNormEps()),
                new Tower(text.heads(), text.layers(), quick(text.activation()), text.layerNormEps()),
                vision.patchSize(),
                type);
        this.network = new ContrastiveOps.Network(
                load(checkpoint, vision(vision.layers()), Module.VISION),
                load(checkpoint, text(text.layers()), Module.TEXT),
                load(checkpoint, List.of(SCALE), Module.TEXT).get(0));
        updated();
    }

    private static boolean quick(Activation activation) {
        return activation == Activation.QUICK_GELU;
    }

    /**
     * Loads both towers for training.
     *
     * @param checkpoint the start
     * @param type F32 or BF16
     * @return the network, to be closed by the caller
     */
    public static ContrastiveNetwork load(ClipCheckpoint checkpoint, DType type) {
        TensorScope scope = TensorScope.open();
        try {
            return new ContrastiveNetwork(checkpoint, type, scope);
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    private static List<String> vision(int layers) {
        List<String> names = new ArrayList<>();
        names.add("vision_model.embeddings.class_embedding");
        names.add("vision_model.embeddings.patch_embedding.weight");
        names.add("vision_model.embeddings.position_embedding.weight");
        pair(names, "vision_model.pre_layrnorm"); // sic, as published
        blocks(names, "vision_model", layers);
        pair(names, "vision_model.post_layernorm");
        names.add("visual_projection.weight");
        return names;
    }

    private static List<String> text(int layers) {
        List<String> names = new ArrayList<>();
        names.add("text_model.embeddings.token_embedding.weight");
        names.add("text_model.embeddings.position_embedding.weight");
        blocks(names, "text_model", layers);
        pair(names, "text_model.final_layer_norm");
        names.add("text_projection.weight");
        return names;
    }

    private static void blocks(List<String> names, String tower, int layers) {
        for (int i = 0; i < layers; i++) {
            for (String part : BLOCK) {
                pair(names, tower + ".encoder.layers." + i + "." + part);
            }
        }
    }

    private static void pair(List<String> names, String part) {
        names.add(part + ".weight");
        names.add(part + ".bias");
    }

    private List<Tensor> load(ClipCheckpoint checkpoint, List<String> names, Module module) {
        List<Tensor> tensors = new ArrayList<>();
        for (String name : names) {
            try (TensorScope work = scope.child()) {
                Tensor stored = new StoredTensors(work)
                        .get(Objects.requireNonNull(checkpoint.tensors().get(name), name), DType.F32);
                Tensor weight =
                        new TrainingOps(scope).own(new Ops(work).copy(stored).moveTo(scope));
                parameters.put(name, new Parameter(name, module, weight));
                tensors.add(weight);
            }
        }
        return tensors;
    }

    @Override
    public List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    @Override
    public Tensor tensor(String name) {
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return parameter.weight();
    }

    @Override
    public TensorScope newScope() {
        return scope.child();
    }

    /** Similarities are scaled by 100 at most (paper, section 2.5). */
    @Override
    public void updated() {
        new ContrastiveOps(scope).limit(network.scale(), Math.log(100));
    }

    /**
     * Loss and gradients of a micro-batch.
     *
     * @param work owner of the results
     * @param batch images and their texts
     * @param factor the loss is multiplied by it before gradients are taken
     * @param former gradients of earlier micro-batches, added to in place, or null
     * @return the loss, then a gradient for each of {@link #parameters()}
     */
    public List<Tensor> gradients(
            TensorScope work, ContrastiveOps.Batch batch, double factor, @Nullable List<Tensor> former) {
        return new ContrastiveOps(work).gradients(shape, batch, network, factor, former);
    }

    /** Frees everything. */
    @Override
    public void close() {
        scope.close();
    }
}

package org.llavamed.internal.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.image.PixelValues;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/**
 * The CLIP ViT up to the selected layer. Layer indices count as in transformers' {@code hidden_states}: 0 is the output of
 * the first LayerNorm, i the output of block i - 1, -1 the last; blocks after the selected one are neither loaded nor run.
 * Immutable.
 */
public final class VisionTower {
    private final VisionConfig config;
    private final DType type;
    private final List<Integer> selected;
    private final Tensor classEmbedding;
    private final Tensor patchWeight;
    private final Tensor positions;
    private final VisionBlock.Norm firstNorm;
    private final List<VisionBlock> blocks = new ArrayList<>();

    VisionTower(VisionConfig config, Weights weights) {
        this.config = config;
        this.type = weights.type();
        this.selected = config.selectedStates();
        Ops ops = new Ops(weights.scope());
        classEmbedding = ops.reshape(weights.get("embeddings.class_embedding"), 1, config.hiddenSize());
        // The patch convolution as a product: [width, 3, patch, patch] -> [width, 3 * patch * patch]
        patchWeight = ops.reshape(weights.get("embeddings.patch_embedding.weight"), config.hiddenSize(), -1);
        positions = weights.get("embeddings.position_embedding.weight"); // [1 + patches, width]
        firstNorm = VisionBlock.Norm.of(weights, "pre_layrnorm"); // sic, as published
        for (int i = 0; i < config.blocksNeeded(); i++) {
            blocks.add(new VisionBlock(config, weights.in("encoder.layers." + i + ".")));
        }
    }

    /**
     * Looks at an image.
     *
     * @param scope owner of the result
     * @param pixels preprocessed for this tower
     * @param cancel asked before every block
     * @return features of the selected layers side by side [rows, width * layers], without the class row if the
     *     configuration selects patches only
     */
    public Tensor encode(TensorScope scope, PixelValues pixels, CancelCheck cancel) {
        return run(scope, pixels, cancel, null);
    }

    /**
     * Finds where numbers stop being finite, for an image whose features were not.
     *
     * @param scope working memory
     * @param pixels the image
     * @return name of the first part with a NaN or infinite result
     */
    public String locateNonFinite(TensorScope scope, PixelValues pixels) {
        String[] found = {"the selected features"};
        run(scope, pixels, CancelCheck.NEVER, found);
        return found[0];
    }

    private Tensor run(TensorScope scope, PixelValues pixels, CancelCheck cancel, String @Nullable [] nonFinite) {
        try (TensorScope work = scope.child()) {
            Ops ops = new Ops(work);
            Tensor x = embed(ops, pixels); // [1 + patches, width]
            if (nonFinite != null && !ops.isFinite(x)) {
                nonFinite[0] = "vision.embeddings";
                return x.moveTo(scope);
            }
            List<Tensor> states = new ArrayList<>(List.of(x));
            for (int i = 0; i < blocks.size(); i++) {
                cancel.check();
                try (TensorScope blockScope = work.child()) {
                    x = blocks.get(i).forward(new Ops(blockScope), x).moveTo(work);
                }
                states.add(x);
                if (nonFinite != null && !ops.isFinite(x)) {
                    nonFinite[0] = "vision.encoder.layers." + i;
                    return x.moveTo(scope);
                }
                if (!selected.contains(i)) {
                    states.get(i).close(); // the block's input, needed no more
                }
            }
            int firstRow = config.selectFeature() == VisionConfig.SelectFeature.CLS_PATCH ? 0 : 1;
            List<Tensor> chosen = selected.stream()
                    .map(i -> ops.rows(states.get(i), firstRow, states.get(i).size(0)))
                    .toList();
            return ops.joinColumns(chosen).moveTo(scope);
        }
    }

    private Tensor embed(Ops ops, PixelValues pixels) {
        Tensor image = ops.scope().floats(pixels.values(), pixels.channels(), pixels.height(), pixels.width());
        Tensor patches = ops.patches(ops.cast(image, type), config.patchSize()); // [patches, 3 * patch * patch]
        Tensor rows = ops.joinRows(List.of(classEmbedding, ops.linear(patches, patchWeight, null)));
        return firstNorm.apply(ops, ops.add(rows, positions), config.layerNormEps());
    }
}

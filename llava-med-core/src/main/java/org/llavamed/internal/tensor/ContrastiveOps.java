package org.llavamed.internal.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of contrastive training, typed: the loss of two towers over a micro-batch of images and texts, and its
 * gradients. All images go through the tower together, and so do all texts; of the last block only the rows that are
 * compared are computed. Nothing in it is random.
 */
public final class ContrastiveOps {
    private static volatile @Nullable ScriptModule compiled;

    private final TensorScope scope;

    /**
     * Binds the kernels to a scope.
     *
     * @param scope owner of all results
     */
    public ContrastiveOps(TensorScope scope) {
        this.scope = scope;
    }

    /**
     * Shape of a tower.
     *
     * @param heads attention heads
     * @param layers blocks
     * @param quick {@code x * sigmoid(1.702 x)} in the MLP, else the exact GELU
     * @param eps epsilon of the norms
     */
    public record Tower(int heads, int layers, boolean quick, double eps) {}

    /**
     * What a micro-batch is computed with.
     *
     * @param vision the tower for images
     * @param text the tower for texts
     * @param patch side of a patch in pixels
     * @param type what is computed in, F32 or BF16; similarities and loss are F32
     */
    public record Shape(Tower vision, Tower text, int patch, DType type) {}

    /**
     * A micro-batch: image i belongs to text i.
     *
     * @param pixels F32 [samples, 3, height, width]
     * @param ids I64 [samples, tokens], filled up with end tokens
     * @param ends I64 [samples]: row of each text's end token, counted through all texts: sample * tokens + position
     */
    public record Batch(Tensor pixels, Tensor ids, Tensor ends) {}

    /**
     * The weights. Of a block, weight and bias each: first norm, q, k, v, out, second norm, fc1, fc2.
     *
     * @param vision class and patch embedding, positions, weight and bias of the first norm, blocks, last norm, projection
     * @param text token table, positions, blocks, last norm, projection
     * @param scale logarithm of the factor of the similarities, []
     */
    public record Network(List<Tensor> vision, List<Tensor> text, Tensor scale) {}

    /**
     * Computes a micro-batch.
     *
     * @param shape the towers' shape
     * @param batch two samples or more
     * @param network the weights
     * @param factor the loss is multiplied by it before gradients are taken
     * @param former gradients of earlier micro-batches to add to, in place, or null for the first
     * @return the loss, then the F32 gradients in the order of {@link Network}'s components; with {@code former} these share
     *     its memory
     */
    public List<Tensor> gradients(
            Shape shape, Batch batch, Network network, double factor, @Nullable List<Tensor> former) {
        long[] integers = {
            shape.vision.heads,
            shape.vision.layers,
            flag(shape.vision.quick),
            shape.text.heads,
            shape.text.layers,
            flag(shape.text.quick),
            shape.patch,
            shape.type.code(),
            flag(former != null)
        };
        try (Tensor shapes = scope.longs(integers);
                Tensor numbers = scope.doubles(shape.vision.eps, shape.text.eps, factor);
                Tensor nothing = scope.longs(new long[0])) {
            return module().differentiable(
                            scope,
                            DType.F32,
                            "gradients",
                            shapes,
                            numbers,
                            batch.pixels,
                            batch.ids,
                            batch.ends,
                            network.vision,
                            network.text,
                            network.scale,
                            former == null ? List.of(nothing) : former);
        }
    }

    /**
     * Lowers numbers that are larger than a limit, in place.
     *
     * @param x F32
     * @param most the largest value kept
     */
    public void limit(Tensor x, double most) {
        try (Tensor number = scope.doubles(most)) {
            module().differentiable(scope, DType.F32, "limit", number, x).forEach(Tensor::close);
        }
    }

    private static long flag(boolean value) {
        return value ? 1 : 0;
    }

    private static ScriptModule module() {
        ScriptModule module = compiled;
        if (module == null) {
            synchronized (ContrastiveOps.class) {
                module = compiled;
                if (module == null) {
                    module = ScriptModule.load("contrastive.txt", "Contrastive");
                    compiled = module;
                }
            }
        }
        return module;
    }
}

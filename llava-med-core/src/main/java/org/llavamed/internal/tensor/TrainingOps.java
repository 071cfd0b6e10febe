package org.llavamed.internal.tensor;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of training, typed: gradients of the loss of one micro-batch, their norm, and the update of the weights.
 * Gradients are results, not state: no tensor remembers that it wants one.
 *
 * <p>Calls of all threads run one after the other: they share libtorch's random numbers, which dropout seeds.
 */
public final class TrainingOps {
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock(true);
    private static volatile @Nullable ScriptModule compiled;

    private final TensorScope scope;

    /**
     * Binds the kernels to a scope.
     *
     * @param scope owner of all results
     */
    public TrainingOps(TensorScope scope) {
        this.scope = scope;
    }

    /**
     * What a micro-batch is computed with.
     *
     * @param heads query heads
     * @param kvHeads key and value heads
     * @param headDim width of a head
     * @param window sliding window in tokens, 0 for none
     * @param layers decoder layers
     * @param type what is computed in, F32 or BF16
     * @param tied whether the head is the embedding table
     * @param eps epsilon of the norms
     */
    public record Shape(
            int heads, int kvHeads, int headDim, int window, int layers, DType type, boolean tied, double eps) {}

    /**
     * What is wanted of a micro-batch.
     *
     * @param language gradients of the language model's weights
     * @param lora gradients of the adapters
     * @param projector gradients of the projector
     * @param markers gradients of the marker rows
     * @param recompute keep only each layer's input and compute the layer again for its gradients
     * @param differentiable whether the loss depends on anything trained; if not, all gradients are zero
     * @param gradients how many gradients result
     * @param loraScale alpha / rank
     * @param dropout of the adapters' input
     * @param factor the loss is multiplied by it before gradients are taken
     * @param seed of dropout
     */
    public record Wanted(
            boolean language,
            boolean lora,
            boolean projector,
            boolean markers,
            boolean recompute,
            boolean differentiable,
            int gradients,
            double loraScale,
            double dropout,
            double factor,
            long seed) {}

    /**
     * A micro-batch. Rows are positions counted through all its samples, row by row: sample * tokens + position.
     *
     * @param ids I64 [samples, tokens]; any valid id where an image, a marker or padding is
     * @param imageRows I64: rows that take the projected features, in order
     * @param markerRows I64: rows that take a marker
     * @param markers I64: 0 or 1 for each of those
     * @param learned I64: rows whose next token is learned, at least one
     * @param targets I64: those next tokens
     * @param features features of the images below each other [imageRows, tower width], or empty
     */
    public record Batch(
            Tensor ids,
            Tensor imageRows,
            Tensor markerRows,
            Tensor markers,
            Tensor learned,
            Tensor targets,
            Tensor features) {}

    /**
     * The weights a micro-batch goes through.
     *
     * @param frequencies inverse rotary frequencies F32 [headDim / 2]
     * @param language embeddings, final norm, head (empty if tied), then nine of each layer: input norm, q, k, v, o, post
     *     norm, gate, up, down
     * @param adapters fourteen of each layer: A and B of q, k, v, o, gate, up, down; empty where there is none
     * @param projector weight and bias of each linear layer; an empty bias for none; one empty tensor for no layer
     * @param markers [2, hidden], or empty
     */
    public record Network(
            Tensor frequencies, List<Tensor> language, List<Tensor> adapters, List<Tensor> projector, Tensor markers) {}

    /**
     * The same memory as a tensor that gradients can flow past: what other kernels return cannot be kept for backward.
     *
     * @param x a tensor; closed by its owner as before
     * @return the tensor to use in training
     */
    public Tensor own(Tensor x) {
        try (Tensor first = scope.longs(new long[] {0})) {
            return module().differentiable(scope, x.type(), "own", first, x).get(0);
        }
    }

    /**
     * Zeros.
     *
     * @param shape at least one size
     * @return F32 zeros in native memory
     */
    public Tensor zeros(long... shape) {
        try (Tensor sizes = scope.longs(shape)) {
            return module().differentiable(scope, DType.F32, "new_zeros", sizes).get(0);
        }
    }

    /**
     * Random numbers that depend on the seed and the shape only.
     *
     * @param seed of the numbers
     * @param bound they lie within -bound to bound, equally likely
     * @param shape at least one size
     * @return F32 numbers in native memory
     */
    public Tensor uniform(long seed, double bound, long... shape) {
        ONE_AT_A_TIME.lock();
        try (Tensor sizes = scope.longs(shape);
                Tensor seeds = scope.longs(new long[] {seed});
                Tensor bounds = scope.doubles(bound)) {
            return module().differentiable(scope, DType.F32, "uniform", sizes, seeds, bounds)
                    .get(0);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    /**
     * Zeros in the shape of another tensor.
     *
     * @param like an F32 tensor
     * @return F32 zeros
     */
    public Tensor zerosLike(Tensor like) {
        try (Tensor first = scope.longs(new long[] {0})) {
            return module().differentiable(scope, DType.F32, "zeros", first, like)
                    .get(0);
        }
    }

    /**
     * Replaces the values of a tensor.
     *
     * @param target F32, changed in place
     * @param source F32 of the same shape
     */
    public void overwrite(Tensor target, Tensor source) {
        try (Tensor first = scope.longs(new long[] {0})) {
            module().differentiable(scope, DType.F32, "overwrite", first, target, source)
                    .forEach(Tensor::close);
        }
    }

    /**
     * Computes a micro-batch.
     *
     * @param shape the model's shape
     * @param wanted what is wanted
     * @param batch the samples
     * @param network the weights
     * @param former gradients of earlier micro-batches to add to, in place, or null for the first
     * @return the loss (mean over learned tokens), then the F32 gradients of the trained tensors, in the order of {@link
     *     Network}'s components; with {@code former} these share its memory
     */
    public List<Tensor> gradients(
            Shape shape, Wanted wanted, Batch batch, Network network, @Nullable List<Tensor> former) {
        long[] integers = {
            shape.heads,
            shape.kvHeads,
            shape.headDim,
            shape.window,
            shape.layers,
            shape.type.code(),
            flag(shape.tied),
            flag(wanted.language),
            flag(wanted.lora),
            flag(wanted.projector),
            flag(wanted.markers),
            flag(wanted.recompute),
            wanted.seed,
            flag(wanted.differentiable),
            wanted.gradients,
            flag(former != null)
        };
        ONE_AT_A_TIME.lock();
        try (Tensor shapes = scope.longs(integers);
                Tensor numbers = scope.doubles(shape.eps, wanted.loraScale, wanted.dropout, wanted.factor);
                Tensor nothing = scope.longs(new long[0])) {
            return module().differentiable(
                            scope,
                            DType.F32,
                            "gradients",
                            shapes,
                            numbers,
                            batch.ids,
                            List.of(batch.imageRows, batch.markerRows, batch.markers, batch.learned, batch.targets),
                            batch.features,
                            network.frequencies,
                            network.language,
                            network.adapters,
                            network.projector,
                            network.markers,
                            former == null ? List.of(nothing) : former);
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    /**
     * Euclidean norm of all gradients together.
     *
     * @param gradients F32 tensors
     * @return the norm
     */
    public float norm(List<Tensor> gradients) {
        try (Tensor first = scope.longs(new long[] {0});
                Tensor norm = module().differentiable(scope, DType.F32, "length", first, gradients)
                        .get(0)) {
            return norm.toFloats()[0];
        }
    }

    /**
     * Multiplies gradients in place.
     *
     * @param gradients F32 tensors
     * @param factor the factor
     */
    public void scale(List<Tensor> gradients, float factor) {
        try (Tensor number = scope.floats(new float[] {factor}, 1)) {
            module().differentiable(scope, DType.F32, "scale", number, gradients)
                    .forEach(Tensor::close);
        }
    }

    /**
     * One step of AdamW (arXiv 1711.05101) as {@code torch.optim.AdamW} takes it, in place, with ATen's fused kernel.
     *
     * @param rate learning rate
     * @param settings betas, epsilon and decay
     * @param step from 1
     * @param weights F32
     * @param gradients of the weights
     * @param means running means of the gradients
     * @param squares running means of their squares
     */
    public void adamw(
            double rate,
            AdamW settings,
            long step,
            List<Tensor> weights,
            List<Tensor> gradients,
            List<Tensor> means,
            List<Tensor> squares) {
        try (Tensor numbers = scope.doubles(rate, settings.beta1, settings.beta2, settings.weightDecay, settings.eps);
                Tensor count = scope.floats(new float[] {step})) {
            module().differentiable(scope, DType.F32, "adamw", numbers, count, weights, gradients, means, squares)
                    .forEach(Tensor::close);
        }
    }

    /**
     * Constants of AdamW.
     *
     * @param beta1 decay of the mean
     * @param beta2 decay of the mean square
     * @param eps added to the root
     * @param weightDecay decoupled decay, times the rate
     */
    public record AdamW(double beta1, double beta2, double eps, double weightDecay) {}

    private static long flag(boolean value) {
        return value ? 1 : 0;
    }

    private static ScriptModule module() {
        ScriptModule module = compiled;
        if (module == null) {
            synchronized (TrainingOps.class) {
                module = compiled;
                if (module == null) {
                    module = ScriptModule.load("training.txt", "Training");
                    compiled = module;
                }
            }
        }
        return module;
    }
}

package org.llavamed.internal.model;

import org.llavamed.checkpoint.VisionConfig;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;

/** One pre-norm transformer block of a CLIP vision tower (names as in transformers' {@code modeling_clip.py}). */
final class VisionBlock {
    private final VisionConfig config;
    private final Norm norm1;
    private final Affine query;
    private final Affine key;
    private final Affine value;
    private final Affine output;
    private final Norm norm2;
    private final Affine fc1;
    private final Affine fc2;

    VisionBlock(VisionConfig config, Weights weights) {
        this.config = config;
        norm1 = Norm.of(weights, "layer_norm1");
        query = Affine.of(weights, "self_attn.q_proj");
        key = Affine.of(weights, "self_attn.k_proj");
        value = Affine.of(weights, "self_attn.v_proj");
        output = Affine.of(weights, "self_attn.out_proj");
        norm2 = Norm.of(weights, "layer_norm2");
        fc1 = Affine.of(weights, "mlp.fc1");
        fc2 = Affine.of(weights, "mlp.fc2");
    }

    /** x and the result are [tokens, width]. */
    Tensor forward(Ops ops, Tensor x) {
        Tensor normed = norm1.apply(ops, x, config.layerNormEps());
        Tensor attended = ops.visionAttention(
                query.apply(ops, normed), key.apply(ops, normed), value.apply(ops, normed), config.heads());
        Tensor middle = ops.add(x, output.apply(ops, attended));
        Tensor inner = fc1.apply(ops, norm2.apply(ops, middle, config.layerNormEps())); // [tokens, intermediate]
        Tensor active =
                switch (config.activation()) {
                    case QUICK_GELU -> ops.quickGelu(inner);
                    case GELU -> ops.gelu(inner);
                };
        return ops.add(middle, fc2.apply(ops, active));
    }

    /** A linear layer with bias. */
    record Affine(Tensor weight, Tensor bias) {
        static Affine of(Weights weights, String name) {
            return new Affine(weights.get(name + ".weight"), weights.get(name + ".bias"));
        }

        Tensor apply(Ops ops, Tensor x) {
            return ops.linear(x, weight, bias);
        }
    }

    /** A LayerNorm's scale and shift. */
    record Norm(Tensor weight, Tensor bias) {
        static Norm of(Weights weights, String name) {
            return new Norm(weights.get(name + ".weight"), weights.get(name + ".bias"));
        }

        Tensor apply(Ops ops, Tensor x, double eps) {
            return ops.layerNorm(x, weight, bias, eps);
        }
    }
}

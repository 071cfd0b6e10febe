package org.llavamed.internal.model;

import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;

/**
 * One pre-norm block of a LLaMA or Mistral decoder: grouped-query attention with rotary positions, then a SwiGLU MLP,
 * each added to the residual stream (tensor names as in transformers' {@code modeling_llama.py}).
 */
final class DecoderLayer {
    private final int index;
    private final int heads;
    private final int window;
    private final double eps;
    private final Tensor inputNorm;
    private final Tensor query;
    private final Tensor key;
    private final Tensor value;
    private final Tensor output;
    private final Tensor postNorm;
    private final Tensor gate;
    private final Tensor up;
    private final Tensor down;

    DecoderLayer(LanguageConfig config, int index, Weights weights) {
        this.index = index;
        this.heads = config.heads();
        this.window = config.slidingWindow() == null ? 0 : config.slidingWindow();
        this.eps = config.rmsNormEps();
        Weights layer = weights.in("layers." + index + ".");
        inputNorm = layer.get("input_layernorm.weight"); // [hidden]
        query = layer.get("self_attn.q_proj.weight"); // [heads * headDim, hidden]
        key = layer.get("self_attn.k_proj.weight"); // [kvHeads * headDim, hidden]
        value = layer.get("self_attn.v_proj.weight"); // [kvHeads * headDim, hidden]
        output = layer.get("self_attn.o_proj.weight"); // [hidden, heads * headDim]
        postNorm = layer.get("post_attention_layernorm.weight"); // [hidden]
        gate = layer.get("mlp.gate_proj.weight"); // [intermediate, hidden]
        up = layer.get("mlp.up_proj.weight"); // [intermediate, hidden]
        down = layer.get("mlp.down_proj.weight"); // [hidden, intermediate]
    }

    /** Computes the block for the tokens at positions cache.length() on; x and the result are [tokens, hidden]. */
    Tensor forward(Ops ops, Tensor x, KvCache cache, Tensor angles) {
        Tensor normed = ops.rmsNorm(x, inputNorm, eps);
        Tensor attended = ops.attention(
                ops.linear(normed, query, null), // [tokens, heads * headDim]
                ops.linear(normed, key, null), // [tokens, kvHeads * headDim]
                ops.linear(normed, value, null),
                cache.planes(),
                index,
                cache.length(),
                angles,
                heads,
                window);
        Tensor middle = ops.add(x, ops.linear(attended, output, null));
        return ops.add(middle, ops.gatedMlp(ops.rmsNorm(middle, postNorm, eps), gate, up, down));
    }
}

package org.llavamed.internal.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/** The language model: token embeddings, decoder layers, final norm and head. Immutable. */
public final class Decoder {
    private final LanguageConfig config;
    private final DType type;
    private final Tensor embeddings;
    private final Tensor norm;
    private final Tensor head;
    private final Tensor inverseFrequencies;
    private final List<DecoderLayer> layers = new ArrayList<>();

    Decoder(LanguageConfig config, Weights weights) {
        this.config = config;
        this.type = weights.type();
        this.embeddings = weights.get("embed_tokens.weight"); // [vocabulary, hidden]
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new DecoderLayer(config, i, weights));
        }
        this.norm = weights.get("norm.weight"); // [hidden]
        this.head = config.tiedEmbeddings() ? embeddings : weights.get("lm_head.weight"); // [vocabulary, hidden]
        this.inverseFrequencies = weights.scope().floats(inverseFrequencies(config), config.headDim() / 2);
    }

    /** Rotary frequencies theta^(-2i/headDim), in single precision step by step as the reference computes them. */
    static float[] inverseFrequencies(LanguageConfig config) {
        float[] inverse = new float[config.headDim() / 2];
        for (int i = 0; i < inverse.length; i++) {
            float exponent = (float) (2 * i) / config.headDim();
            inverse[i] = 1f / (float) Math.pow(config.ropeTheta(), exponent);
        }
        return inverse;
    }

    /**
     * How many layers there are.
     *
     * @return decoder layers
     */
    public int depth() {
        return layers.size();
    }

    /**
     * An empty cache for a session.
     *
     * @param scope its owner
     * @return the cache
     */
    public KvCache newCache(TensorScope scope) {
        return new KvCache(scope, config.layers(), config.kvHeads(), config.headDim(), config.maxPositions(), type);
    }

    /**
     * Looks token ids up.
     *
     * @param ops where the result goes
     * @param ids ids in 0 .. vocabulary - 1
     * @return [ids, hidden]
     */
    public Tensor embed(Ops ops, long[] ids) {
        for (long id : ids) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw new IllegalArgumentException("token id " + id + " outside 0.." + (config.vocabularySize() - 1));
            }
        }
        try (Tensor index = ops.scope().longs(ids)) {
            return ops.embedding(embeddings, index);
        }
    }

    /**
     * Runs all layers for the next positions and counts them in the cache.
     *
     * @param scope owner of the result; intermediate values are freed layer by layer
     * @param x embeddings [tokens, hidden] of positions cache.length() on
     * @param cache has room for them
     * @param cancel asked before every layer; after a cancellation the cache counts none of these positions
     * @return [tokens, hidden], before the final norm
     */
    public Tensor forward(TensorScope scope, Tensor x, KvCache cache, CancelCheck cancel) {
        Tensor result = layers(scope, x, cache, cancel, null);
        cache.advance((int) x.size(0));
        return result;
    }

    /**
     * Finds where numbers stop being finite, for an input whose results were not.
     *
     * @param scope working memory
     * @param x the embeddings
     * @param cache as before that input; left as it is
     * @return name of the first part with a NaN or infinite result
     */
    public String locateNonFinite(TensorScope scope, Tensor x, KvCache cache) {
        if (!new Ops(scope).isFinite(x)) {
            return "embed_tokens";
        }
        String[] found = {"norm or lm_head"};
        layers(scope, x, cache, CancelCheck.NEVER, found);
        return found[0];
    }

    private Tensor layers(
            TensorScope scope, Tensor input, KvCache cache, CancelCheck cancel, String @Nullable [] nonFinite) {
        Tensor x = input;
        Tensor angles = new Ops(scope).rotaryAngles(cache.length(), input.size(0), inverseFrequencies, type);
        for (int i = 0; i < layers.size(); i++) {
            cancel.check();
            Tensor next;
            try (TensorScope layerScope = scope.child()) {
                Ops ops = new Ops(layerScope);
                next = layers.get(i).forward(ops, x, cache, angles).moveTo(scope);
                if (nonFinite != null && !ops.isFinite(next)) {
                    nonFinite[0] = "layers." + i;
                    break;
                }
            }
            if (x != input) {
                x.close();
            }
            x = next;
        }
        angles.close();
        return x;
    }

    /**
     * Scores of the next token after the last row.
     *
     * @param scope working memory
     * @param x [tokens, hidden] from {@link #forward}
     * @return unprocessed logits [vocabulary]
     */
    public float[] lastLogits(TensorScope scope, Tensor x) {
        try (TensorScope step = scope.child()) {
            Ops ops = new Ops(step);
            Tensor last = ops.rows(x, x.size(0) - 1, x.size(0)); // [1, hidden]
            Tensor logits = ops.linear(ops.rmsNorm(last, norm, config.rmsNormEps()), head, null);
            return ops.cast(logits, DType.F32).toFloats();
        }
    }
}

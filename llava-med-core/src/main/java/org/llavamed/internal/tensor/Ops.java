package org.llavamed.internal.tensor;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernels, typed. An instance is a view on one scope: every result belongs to that scope. Rows are tokens: shapes are
 * [tokens, features] unless said otherwise. Arguments of one call share their type except where noted; libtorch's
 * complaint about shapes becomes an {@link org.llavamed.error.EngineException}.
 *
 * <p>Immutable; as safe for threads as its scope.
 */
public final class Ops {
    private static volatile @Nullable ScriptModule compiled;

    private final TensorScope scope;

    /**
     * Binds the kernels to a scope.
     *
     * @param scope owner of all results
     */
    public Ops(TensorScope scope) {
        this.scope = scope;
    }

    /**
     * The scope results go to.
     *
     * @return the scope
     */
    public TensorScope scope() {
        return scope;
    }

    // ---- memory ----

    /** Maps a whole file as one vector [elements]; private, read only, without copying. The file must not change. */
    public Tensor mapFile(Path file, long elements, DType type) {
        return call(type, "map_file", file.toString(), elements, type.code());
    }

    /** A view of elements [start, end) of a vector, in the given shape. */
    public Tensor part(Tensor x, long start, long end, long[] shape) {
        return call(x.type(), "part", x, start, end, shape);
    }

    /** Copies the bytes of a U8 vector into a vector of another type (host byte order). */
    public Tensor reinterpret(Tensor bytes, DType type) {
        return call(type, "reinterpret", bytes, type.code(), bytes.size(0) / type.bytes());
    }

    /** The values in another type; the same values, uncopied, if it has that type already. */
    public Tensor cast(Tensor x, DType type) {
        return call(type, "cast", x, type.code());
    }

    /** A copy that owns its memory. */
    public Tensor copy(Tensor x) {
        return call(x.type(), "copy", x);
    }

    /** A view of rows [start, end). */
    public Tensor rows(Tensor x, long start, long end) {
        return call(x.type(), "rows", x, start, end);
    }

    /** Rows of all parts, one below the other. */
    public Tensor joinRows(List<Tensor> parts) {
        return call(parts.get(0).type(), "join_rows", (Object) parts.toArray(new Tensor[0]));
    }

    /** Columns of all parts, side by side. */
    public Tensor joinColumns(List<Tensor> parts) {
        return call(parts.get(0).type(), "join_columns", (Object) parts.toArray(new Tensor[0]));
    }

    /** The same elements in another shape; -1 stands for what remains. */
    public Tensor reshape(Tensor x, long... shape) {
        return call(x.type(), "reshape", x, shape);
    }

    /** Whether no element is NaN or infinite. */
    public boolean isFinite(Tensor x) {
        return kernels().truth("finite", x);
    }

    // ---- layers ----

    /** Element-wise sum; the smaller shape is repeated over leading axes. */
    public Tensor add(Tensor a, Tensor b) {
        return call(a.type(), "add", a, b);
    }

    /** {@code x + factor * b a}, with x [out, in], b [out, rank] and a [rank, in]. */
    public Tensor addProduct(Tensor x, Tensor b, Tensor a, double factor) {
        return call(x.type(), "add_product", x, b, a, factor);
    }

    /** Rows of a table [rows, features] by I64 ids [n]. */
    public Tensor embedding(Tensor table, Tensor ids) {
        return call(table.type(), "embedding", table, ids);
    }

    /** x [tokens, in] times weight [out, in] transposed, plus bias [out] if given. */
    public Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return bias == null ? call(x.type(), "linear", x, weight) : call(x.type(), "linear_bias", x, weight, bias);
    }

    /** {@code weight * x / sqrt(mean(x^2) + eps)} over the features, computed in F32. */
    public Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
        return call(x.type(), "rms_norm", x, weight, eps);
    }

    /** Normalises the features to mean 0 and deviation 1, then scales and shifts. */
    public Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        return call(x.type(), "layer_norm", x, weight, bias, eps);
    }

    /** The exact (erf) GELU. */
    public Tensor gelu(Tensor x) {
        return call(x.type(), "gelu", x);
    }

    /** {@code x * sigmoid(1.702 x)}. */
    public Tensor quickGelu(Tensor x) {
        return call(x.type(), "quick_gelu", x);
    }

    /** SwiGLU: {@code down(silu(gate(x)) * up(x))}, weights [inner, features] twice and [features, inner]. */
    public Tensor gatedMlp(Tensor x, Tensor gate, Tensor up, Tensor down) {
        return call(x.type(), "gated_mlp", x, gate, up, down);
    }

    /** Cuts pixels [channels, height, width] into rows [patches, channels * size * size], row by row of the image. */
    public Tensor patches(Tensor pixels, int size) {
        return call(pixels.type(), "patches", pixels, size);
    }

    /** Attention of every token to every token; q, k, v [tokens, heads * headDim]. */
    public Tensor visionAttention(Tensor q, Tensor k, Tensor v, int heads) {
        return call(q.type(), "vision_attention", q, k, v, heads);
    }

    // ---- decoder attention with its cache ----

    /** Uninitialised cache [2 * layers, kvHeads, capacity, headDim]; plane 2i holds keys of layer i, 2i + 1 its values. */
    public Tensor newCache(int layers, int kvHeads, long capacity, int headDim, DType type) {
        return call(type, "new_cache", 2 * layers, kvHeads, capacity, headDim, type.code());
    }

    /** Copies the first positions of every plane. */
    public void copyCache(Tensor source, Tensor target, long length) {
        kernels().run("copy_cache", source, target, length);
    }

    /** Cosines and sines [2, tokens, headDim] of positions start, start + 1, ...; inverse frequencies F32 [headDim / 2]. */
    public Tensor rotaryAngles(long start, long tokens, Tensor inverse, DType type) {
        return call(type, "rotary_angles", start, tokens, inverse, type.code());
    }

    /**
     * Turns q and k by their positions, writes k and v to the cache at [start, start + tokens) and attends causally to
     * everything cached so far, or to the last {@code window} positions.
     *
     * @param q [tokens, heads * headDim]
     * @param k [tokens, kvHeads * headDim]
     * @param v [tokens, kvHeads * headDim]
     * @param cache from {@link #newCache}; written to
     * @param layer which planes of the cache
     * @param start position of the first token
     * @param angles from {@link #rotaryAngles}
     * @param heads query heads, a multiple of the cache's
     * @param window sliding window in tokens, 0 for none
     * @return [tokens, heads * headDim]
     */
    public Tensor attention(
            Tensor q, Tensor k, Tensor v, Tensor cache, int layer, long start, Tensor angles, int heads, int window) {
        return call(q.type(), "attention", q, k, v, cache, layer, start, angles, heads, window);
    }

    private Tensor call(DType result, String method, Object... arguments) {
        return kernels().tensor(scope, result, method, arguments);
    }

    /** Compiles at the first call. Not in a class initialiser: what fails there becomes an error of another type. */
    private static ScriptModule kernels() {
        ScriptModule module = compiled;
        if (module == null) {
            synchronized (Ops.class) {
                module = compiled;
                if (module == null) {
                    module = ScriptModule.load("kernels.txt", "Kernels");
                    compiled = module;
                }
            }
        }
        return module;
    }
}

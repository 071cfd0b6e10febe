package org.llavamed.internal.generation;

import org.jspecify.annotations.Nullable;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/**
 * What the model made of the image that was looked at last, for the next question about it in whatever session. The numbers
 * are kept as they are, so that answers do not depend on what was asked before. Safe for threads.
 */
public final class LastImage {
    @SuppressWarnings("ArrayRecordComponent") // handed straight to native memory
    private record Kept(String digest, DType type, long rows, long columns, float[] values) {}

    private volatile @Nullable Kept kept;

    /** Knows no image yet. */
    public LastImage() {}

    /** The projected features [positions, hidden] of an image, or null if it was not the last one. */
    @Nullable
    Tensor find(TensorScope scope, String digest) {
        Kept last = kept;
        if (last == null || !last.digest.equals(digest)) {
            return null;
        }
        Tensor values = scope.floats(last.values, last.rows, last.columns);
        return last.type == DType.F32 ? values : new Ops(scope).cast(values, last.type);
    }

    /** Keeps features in place of those before; F32 holds every number of the smaller types. */
    void keep(TensorScope scope, String digest, Tensor projected) {
        Tensor values = projected.type() == DType.F32 ? projected : new Ops(scope).cast(projected, DType.F32);
        kept = new Kept(digest, projected.type(), projected.size(0), projected.size(1), values.toFloats());
    }
}

package org.llavamed.internal.model;

import java.util.List;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.Overlay;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.safetensors.TensorInfo;

/**
 * A checkpoint's tensors in the type the model computes in. Stored in that type they are views on the mapped file, without
 * a copy; otherwise they are converted, once, into memory of their own, as are those that an adapter or a projector file
 * changes.
 */
public final class Weights {
    private final Checkpoint checkpoint;
    private final TensorScope scope;
    private final DType type;
    private final String prefix;
    private final StoredTensors stored;

    private Weights(Checkpoint checkpoint, TensorScope scope, DType type, String prefix, StoredTensors stored) {
        this.checkpoint = checkpoint;
        this.scope = scope;
        this.type = type;
        this.prefix = prefix;
        this.stored = stored;
    }

    /**
     * Weights of a checkpoint.
     *
     * @param checkpoint where they are
     * @param scope owns them
     * @param type what the model computes in, F32 or BF16
     * @return the weights; nothing is read yet
     */
    public static Weights of(Checkpoint checkpoint, TensorScope scope, DType type) {
        return new Weights(checkpoint, scope, type, "", new StoredTensors(scope));
    }

    /** The same weights with names relative to a prefix. */
    Weights in(String part) {
        return new Weights(checkpoint, scope, type, prefix + part, stored);
    }

    /** The same weights, to be owned by another scope; nothing is shared, so that closing it frees them. */
    Weights within(TensorScope owner) {
        return new Weights(checkpoint, owner, type, prefix, new StoredTensors(owner));
    }

    /** Returns the shape of a tensor by its canonical name. */
    List<Long> shape(String name) {
        return checkpoint.tensor(prefix + name).shape();
    }

    DType type() {
        return type;
    }

    TensorScope scope() {
        return scope;
    }

    /** Returns a tensor by its canonical name in the computing type. */
    Tensor get(String name) {
        String canonical = prefix + name;
        TensorInfo info = checkpoint.tensor(canonical);
        Overlay overlay = checkpoint.overlay();
        Overlay.LowRank addition = overlay.lowRank().get(canonical);
        if (addition != null) {
            return merged(info, addition);
        }
        Overlay.MarkerRows markers = overlay.markers();
        if (markers != null && canonical.equals("embed_tokens.weight")) {
            return withMarkers(info, markers);
        }
        return stored.get(info, type);
    }

    /** {@code W + scale * B A}, computed in F32 whatever the types are. */
    private Tensor merged(TensorInfo info, Overlay.LowRank addition) {
        try (TensorScope work = scope.child();
                Tensor weight = stored.get(info, DType.F32);
                Tensor a = stored.get(addition.a(), DType.F32);
                Tensor b = stored.get(addition.b(), DType.F32)) {
            Ops ops = new Ops(work);
            return ops.cast(ops.addProduct(weight, b, a, addition.scale()), type)
                    .moveTo(scope);
        }
    }

    private Tensor withMarkers(TensorInfo info, Overlay.MarkerRows markers) {
        try (TensorScope work = scope.child();
                Tensor table = stored.get(info, type);
                Tensor rows = stored.get(markers.rows(), type)) {
            Ops ops = new Ops(work);
            boolean startFirst = markers.startId() < markers.endId();
            int low = startFirst ? markers.startId() : markers.endId();
            int high = startFirst ? markers.endId() : markers.startId();
            int first = startFirst ? 0 : 1;
            return ops.joinRows(List.of(
                            ops.rows(table, 0, low),
                            ops.rows(rows, first, first + 1),
                            ops.rows(table, low + 1, high),
                            ops.rows(rows, 1 - first, 2 - first),
                            ops.rows(table, high + 1, table.size(0))))
                    .moveTo(scope);
        }
    }
}

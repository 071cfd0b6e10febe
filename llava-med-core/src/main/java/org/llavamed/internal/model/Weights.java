package org.llavamed.internal.model;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.Overlay;
import org.llavamed.error.CheckpointException;
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
    /** Bytes read at a time where a tensor cannot be mapped. */
    private static final int READ_CHUNK = 64 << 20;

    private final Checkpoint checkpoint;
    private final TensorScope scope;
    private final DType type;
    private final String prefix;
    private final Map<String, Tensor> mappings;

    private Weights(Checkpoint checkpoint, TensorScope scope, DType type, String prefix, Map<String, Tensor> mappings) {
        this.checkpoint = checkpoint;
        this.scope = scope;
        this.type = type;
        this.prefix = prefix;
        this.mappings = mappings;
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
        return new Weights(checkpoint, scope, type, "", new HashMap<>());
    }

    /** The same weights with names relative to a prefix. */
    Weights in(String part) {
        return new Weights(checkpoint, scope, type, prefix + part, mappings);
    }

    /** The same weights, to be owned by another scope; nothing is shared, so that closing it frees them. */
    Weights within(TensorScope owner) {
        return new Weights(checkpoint, owner, type, prefix, new HashMap<>());
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
        return converted(info, type);
    }

    private Tensor converted(TensorInfo info, DType wanted) {
        DType stored = stored(info);
        Tensor tensor = info.aligned() ? mapped(info, stored) : read(info, stored);
        if (stored == wanted) {
            return tensor;
        }
        try (tensor) {
            return new Ops(scope).cast(tensor, wanted);
        }
    }

    /** {@code W + scale * B A}, computed in F32 whatever the types are. */
    private Tensor merged(TensorInfo info, Overlay.LowRank addition) {
        try (TensorScope work = scope.child();
                Tensor weight = converted(info, DType.F32);
                Tensor a = converted(addition.a(), DType.F32);
                Tensor b = converted(addition.b(), DType.F32)) {
            Ops ops = new Ops(work);
            return ops.cast(ops.addProduct(weight, b, a, addition.scale()), type)
                    .moveTo(scope);
        }
    }

    private Tensor withMarkers(TensorInfo info, Overlay.MarkerRows markers) {
        try (TensorScope work = scope.child();
                Tensor table = converted(info, type);
                Tensor rows = converted(markers.rows(), type)) {
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

    private static DType stored(TensorInfo info) {
        return switch (info.type()) {
            case F32 -> DType.F32;
            case F16 -> DType.F16;
            case BF16 -> DType.BF16;
            default ->
                throw new CheckpointException(info.file() + ": tensor " + info.name() + " has type " + info.type()
                        + "; only F32, F16 and BF16 weights are supported");
        };
    }

    private Tensor mapped(TensorInfo info, DType stored) {
        Ops ops = new Ops(scope);
        Tensor whole = mappings.computeIfAbsent(stored + ":" + info.file(), key -> {
            try {
                long size = Files.size(info.file());
                return ops.mapFile(info.file().toAbsolutePath(), size / stored.bytes(), stored);
            } catch (IOException e) {
                throw new CheckpointException(info.file() + ": cannot be read: " + e, e);
            }
        });
        return ops.part(whole, info.begin() / stored.bytes(), info.end() / stored.bytes(), shape(info));
    }

    private static long[] shape(TensorInfo info) {
        return info.shape().stream().mapToLong(Long::longValue).toArray();
    }

    /** For a tensor that starts at an odd offset, which a mapping by elements cannot address. */
    private Tensor read(TensorInfo info, DType stored) {
        try (TensorScope work = scope.child();
                FileChannel channel = FileChannel.open(info.file(), StandardOpenOption.READ)) {
            Ops ops = new Ops(work);
            List<Tensor> parts = new ArrayList<>();
            for (long at = info.begin(); at < info.end(); ) {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(READ_CHUNK, info.end() - at));
                while (chunk.hasRemaining()) {
                    if (channel.read(chunk, at + chunk.position()) < 0) {
                        throw new EOFException("ends before byte " + info.end());
                    }
                }
                at += chunk.capacity();
                parts.add(ops.reinterpret(work.bytes(chunk.flip()), stored));
            }
            return ops.reshape(ops.joinRows(parts), shape(info)).moveTo(scope);
        } catch (IOException e) {
            throw new CheckpointException(info.file() + ": tensor " + info.name() + " cannot be read: " + e, e);
        }
    }
}

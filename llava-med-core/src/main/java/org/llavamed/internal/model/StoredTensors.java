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
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.safetensors.TensorInfo;

/**
 * Tensors of safetensors files in a wanted type. Stored in that type they are views on the mapped file, without a copy;
 * otherwise they are converted into memory of their own.
 */
final class StoredTensors {
    /** Bytes read at a time where a tensor cannot be mapped. */
    private static final int READ_CHUNK = 64 << 20;

    private final TensorScope scope;
    private final Map<String, Tensor> mappings = new HashMap<>();

    /** Tensors that a scope owns. */
    StoredTensors(TensorScope scope) {
        this.scope = scope;
    }

    /** The tensor in the type that is wanted: a view on the file, or a copy. */
    Tensor get(TensorInfo info, DType wanted) {
        DType stored = stored(info);
        Tensor tensor = info.aligned() ? mapped(info, stored) : read(info, stored);
        if (stored == wanted) {
            return tensor;
        }
        try (tensor) {
            return new Ops(scope).cast(tensor, wanted);
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

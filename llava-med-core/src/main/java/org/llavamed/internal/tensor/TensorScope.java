package org.llavamed.internal.tensor;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.EngineException;

/**
 * Owns tensors and frees them together: one for a model's weights, one for a session's cache, one for each step, one for
 * each layer within it. Closing a scope closes its children first.
 */
public final class TensorScope implements AutoCloseable {
    private static final AtomicLong LIVE_SCOPES = new AtomicLong();
    private static final AtomicLong LIVE_TENSORS = new AtomicLong();

    private final PtNDManager manager;
    private final @Nullable TensorScope parent;
    private final Set<TensorScope> children = ConcurrentHashMap.newKeySet();
    private final AtomicLong tensors = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private TensorScope(PtNDManager manager, @Nullable TensorScope parent) {
        this.manager = manager;
        this.parent = parent;
        LIVE_SCOPES.incrementAndGet();
    }

    /**
     * Opens a scope of its own, loading the native engine if this is the first.
     *
     * @return the scope, to be closed by the caller
     * @throws EngineException if the native libraries are missing
     */
    public static TensorScope open() {
        return new TensorScope((PtNDManager) NativeEngine.root().newSubManager(), null);
    }

    /**
     * Opens a scope within this one.
     *
     * @return the scope, to be closed by the caller, at the latest with this one
     */
    public TensorScope child() {
        TensorScope child = new TensorScope((PtNDManager) manager().newSubManager(), this);
        children.add(child);
        return child;
    }

    /**
     * Copies floats into native memory.
     *
     * @param values row-major elements
     * @param shape the shape; its product is the number of values
     * @return an F32 tensor
     */
    public Tensor floats(float[] values, long... shape) {
        return new Tensor(
                this,
                manager().create(FloatBuffer.wrap(values), new Shape(shape), Tensor.created(DType.F32)),
                DType.F32);
    }

    /**
     * Copies token ids or positions into native memory.
     *
     * @param values the elements
     * @return an I64 tensor [values]
     */
    public Tensor longs(long[] values) {
        return longs(values, values.length);
    }

    /**
     * Copies token ids or positions into native memory.
     *
     * @param values row-major elements
     * @param shape the shape; its product is the number of values
     * @return an I64 tensor
     */
    public Tensor longs(long[] values, long... shape) {
        return new Tensor(
                this,
                manager().create(LongBuffer.wrap(values), new Shape(shape), Tensor.created(DType.I64)),
                DType.I64);
    }

    /**
     * Copies doubles into native memory, as an argument of a kernel only.
     *
     * @param values the elements, at least one
     * @return a tensor [values] whose type is known to no other kernel
     */
    Tensor doubles(double... values) {
        return new Tensor(this, (PtNDArray) manager().create(values), DType.F64);
    }

    /**
     * Copies bytes into native memory.
     *
     * @param values the elements; position to limit
     * @return a U8 tensor [values]
     */
    public Tensor bytes(ByteBuffer values) {
        ByteBuffer copy = ByteBuffer.allocateDirect(values.remaining())
                .put(values.duplicate())
                .flip();
        try (Tensor alias = new Tensor(
                this, manager().create(copy, new Shape(copy.capacity()), Tensor.created(DType.U8)), DType.U8)) {
            // The array above reads the buffer in place; the clone owns its memory.
            return new Ops(this).copy(alias);
        }
    }

    /**
     * Tensors alive in all scopes: what a leak test compares.
     *
     * @return how many tensors are open in this JVM
     */
    public static long liveTensors() {
        return LIVE_TENSORS.get();
    }

    /**
     * Open scopes: what a leak test compares.
     *
     * @return how many scopes are open in this JVM
     */
    public static long liveScopes() {
        return LIVE_SCOPES.get();
    }

    /** Frees every tensor and child scope. Closing twice does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            children.forEach(TensorScope::close);
            manager.close();
            if (parent != null) {
                parent.children.remove(this);
            }
            LIVE_SCOPES.decrementAndGet();
            LIVE_TENSORS.addAndGet(-tensors.getAndSet(0));
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    PtNDManager manager() {
        if (isClosed()) {
            throw new IllegalStateException("the tensor scope is closed");
        }
        return manager;
    }

    void opened() {
        tensors.incrementAndGet();
        LIVE_TENSORS.incrementAndGet();
    }

    void released() {
        tensors.decrementAndGet();
        LIVE_TENSORS.decrementAndGet();
    }
}

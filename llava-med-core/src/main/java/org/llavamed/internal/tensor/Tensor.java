package org.llavamed.internal.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.Arrays;

/**
 * A handle on native memory with its type and shape. It lives until it or its {@link TensorScope} is closed; use after
 * that is an {@link IllegalStateException}. The native array itself stays inside this package.
 *
 * <p>Safe to read from several threads; nothing in the model writes to a tensor except to a {@code KvCache}.
 */
public final class Tensor implements AutoCloseable {
    private final PtNDArray array;
    private final DType type;
    private final long[] shape;
    private TensorScope scope;
    private boolean closed;

    Tensor(TensorScope scope, PtNDArray array, DType type) {
        this.scope = scope;
        this.array = array;
        this.type = type;
        this.shape = array.getShape().getShape();
        scope.opened();
    }

    /**
     * Type of the elements.
     *
     * @return the type
     */
    public DType type() {
        return type;
    }

    /**
     * Size along one axis.
     *
     * @param axis 0 is the outermost
     * @return elements along it
     */
    public long size(int axis) {
        return shape[axis];
    }

    /**
     * The whole shape.
     *
     * @return a copy
     */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * Copies the values out.
     *
     * @return the elements in row-major order
     * @throws IllegalStateException if closed, or if the type is not F32: cast first
     */
    public float[] toFloats() {
        if (type != DType.F32) {
            throw new IllegalStateException("cannot read " + this + " as floats: cast it to F32 first");
        }
        return handle().toFloatArray();
    }

    /**
     * Hands the tensor to a longer-lived scope.
     *
     * @param target the scope that frees it from now on
     * @return this
     */
    public synchronized Tensor moveTo(TensorScope target) {
        handle().attach(target.manager());
        scope.released();
        scope = target;
        target.opened();
        return this;
    }

    /** Frees the native memory (of a view: the view only). Closing twice does nothing. */
    @Override
    public synchronized void close() {
        if (!closed && !scope.isClosed()) {
            array.close();
            scope.released();
        }
        closed = true;
    }

    /** Returns the live native array. */
    PtNDArray handle() {
        if (closed || scope.isClosed()) {
            throw new IllegalStateException(this + " is closed");
        }
        return array;
    }

    /** Maps our type to the one DJL has for arrays it makes itself. */
    static DataType created(DType type) {
        return switch (type) {
            case F32 -> DataType.FLOAT32;
            case I64 -> DataType.INT64;
            case U8 -> DataType.UINT8;
            case F16, BF16, F64 ->
                throw new IllegalArgumentException(type + " tensors come from a cast or a mapped file");
        };
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}

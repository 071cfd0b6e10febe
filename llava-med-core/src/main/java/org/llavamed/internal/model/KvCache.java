package org.llavamed.internal.model;

import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/**
 * Keys and values of the positions a session has computed, for all layers. One tensor [2 * layers, kvHeads, capacity,
 * headDim], allocated ahead and grown by copying when a longer prompt comes. Not thread-safe: it belongs to one session.
 */
public final class KvCache implements AutoCloseable {
    /** Growth step: a chat's next turn usually fits without copying. */
    private static final int STEP = 256;

    private final TensorScope scope;
    private final int layers;
    private final int kvHeads;
    private final int headDim;
    private final int maxPositions;
    private final DType type;
    private Tensor planes;
    private int length;

    KvCache(TensorScope scope, int layers, int kvHeads, int headDim, int maxPositions, DType type) {
        this.scope = scope;
        this.layers = layers;
        this.kvHeads = kvHeads;
        this.headDim = headDim;
        this.maxPositions = maxPositions;
        this.type = type;
        this.planes = allocate(Math.min(STEP, maxPositions));
    }

    private Tensor allocate(int capacity) {
        return new Ops(scope).newCache(layers, kvHeads, capacity, headDim, type);
    }

    /**
     * Positions computed so far.
     *
     * @return tokens, image tokens included
     */
    public int length() {
        return length;
    }

    /**
     * Makes room for positions up to {@code total}, keeping what is there.
     *
     * @param total positions the cache must be able to hold, at most the model's limit
     */
    public void reserve(int total) {
        if (total > maxPositions) {
            throw new IllegalArgumentException("cache of " + total + " positions, the model has " + maxPositions);
        }
        long capacity = planes.size(2);
        if (total > capacity) {
            long wanted = (total + STEP - 1L) / STEP * STEP;
            Tensor grown = allocate((int) Math.min(maxPositions, wanted));
            if (length > 0) {
                new Ops(scope).copyCache(planes, grown, length);
            }
            planes.close();
            planes = grown;
        }
    }

    /**
     * Forgets all positions from {@code newLength} on.
     *
     * @param newLength positions to keep, 0 to {@link #length()}
     */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot cut a cache of " + length + " positions to " + newLength);
        }
        length = newLength;
    }

    /** Counts positions the layers have just written. */
    void advance(int tokens) {
        length += tokens;
    }

    /** Returns the planes the attention kernel writes to. */
    Tensor planes() {
        return planes;
    }

    /**
     * An independent cache with the same content.
     *
     * @param owner scope of the copy
     * @return the copy
     */
    public KvCache fork(TensorScope owner) {
        KvCache copy = new KvCache(owner, layers, kvHeads, headDim, maxPositions, type);
        copy.reserve(length);
        if (length > 0) {
            new Ops(owner).copyCache(planes, copy.planes, length);
        }
        copy.length = length;
        return copy;
    }

    /** Frees the memory. */
    @Override
    public void close() {
        planes.close();
    }
}

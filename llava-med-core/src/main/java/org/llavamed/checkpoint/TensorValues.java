package org.llavamed.checkpoint;

import java.nio.FloatBuffer;

/**
 * Values of tensors that are to be written, asked for piece by piece so that no tensor needs to be in the Java heap at
 * once. Names are the canonical ones of {@link Checkpoint#tensor}, and those that the writer's documentation adds. The
 * writers ask from one thread, each tensor from its beginning to its end.
 */
@FunctionalInterface
public interface TensorValues {
    /**
     * Gives a piece of a tensor.
     *
     * @param name the tensor
     * @param first index of the first element wanted, row-major
     * @param target to be filled from its position to its limit
     */
    void fill(String name, long first, FloatBuffer target);
}

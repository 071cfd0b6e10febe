package org.llavamed.checkpoint;

import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.SafetensorsWriter.Declaration;
import org.llavamed.safetensors.TensorInfo;

/**
 * A tensor of a file to come.
 *
 * @param declaration its name, type and shape there
 * @param content gives its values
 * @param stored where the same values lie already, all of them and in this order, or null
 */
record OutgoingTensor(
        Declaration declaration, Content content, @Nullable TensorInfo stored) {

    /** Gives values from an element on. */
    @FunctionalInterface
    interface Content {
        void fill(long first, FloatBuffer target);
    }

    /** A copy of a stored tensor, converted if its type is another. */
    static OutgoingTensor copy(String name, SafetensorsType type, TensorInfo stored) {
        StoredValues values = new StoredValues(stored);
        return new OutgoingTensor(new Declaration(name, type, stored.shape()), values::fill, stored);
    }

    /** A tensor from values that are asked for by another name. */
    static OutgoingTensor of(String name, SafetensorsType type, List<Long> shape, TensorValues values, String asked) {
        return new OutgoingTensor(
                new Declaration(name, type, shape), (first, target) -> values.fill(asked, first, target), null);
    }

    static OutgoingTensor of(String name, SafetensorsType type, List<Long> shape, Content content) {
        return new OutgoingTensor(new Declaration(name, type, shape), content, null);
    }
}

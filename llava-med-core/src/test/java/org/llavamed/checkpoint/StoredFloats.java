package org.llavamed.checkpoint;

import java.nio.FloatBuffer;
import org.llavamed.safetensors.TensorInfo;

/** A stored tensor as a whole, for tests. */
public final class StoredFloats {
    private StoredFloats() {}

    /** Reads all values. */
    public static float[] read(TensorInfo tensor) {
        FloatBuffer values = FloatBuffer.allocate((int) tensor.elements());
        new StoredValues(tensor).fill(0, values);
        return values.array();
    }
}

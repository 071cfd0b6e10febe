package org.llavamed.safetensors;

import java.util.List;

/** Sizes of tensors with overflow checks. */
final class TensorSizes {
    private TensorSizes() {}

    /** Bytes of a tensor; throws ArithmeticException if they do not fit 63 bits. */
    static long bytes(SafetensorsType type, List<Long> shape) {
        // A zero anywhere makes the tensor empty, whatever the other sizes are.
        if (shape.contains(0L)) {
            return 0;
        }
        long bytes = type.bytes();
        for (long size : shape) {
            bytes = Math.multiplyExact(bytes, size);
        }
        return bytes;
    }
}

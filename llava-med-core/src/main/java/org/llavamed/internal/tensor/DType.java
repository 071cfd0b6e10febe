package org.llavamed.internal.tensor;

/** Element types the kernels know, with libtorch's number and the size of an element. */
public enum DType {
    /** Unsigned 8-bit integer. */
    U8(0, 1),
    /** 64-bit integer. */
    I64(4, 8),
    /** IEEE half. */
    F16(5, 2),
    /** IEEE single. */
    F32(6, 4),
    /** IEEE double: numbers of a training step. */
    F64(7, 8),
    /** bfloat16: the upper half of a single. */
    BF16(15, 2);

    private final int code;
    private final int bytes;

    DType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** Returns libtorch's {@code ScalarType} number. */
    int code() {
        return code;
    }

    /**
     * Size of one element.
     *
     * @return bytes
     */
    public int bytes() {
        return bytes;
    }
}

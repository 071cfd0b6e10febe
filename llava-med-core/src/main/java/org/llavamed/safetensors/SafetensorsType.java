package org.llavamed.safetensors;

/** Element types of the safetensors format that occupy whole bytes; the names are those of the header. */
public enum SafetensorsType {
    /** IEEE double. */
    F64(8),
    /** IEEE single. */
    F32(4),
    /** IEEE half. */
    F16(2),
    /** The upper half of an IEEE single. */
    BF16(2),
    /** Complex of two singles. */
    C64(8),
    /** Signed 64-bit integer. */
    I64(8),
    /** Signed 32-bit integer. */
    I32(4),
    /** Signed 16-bit integer. */
    I16(2),
    /** Signed 8-bit integer. */
    I8(1),
    /** Unsigned 64-bit integer. */
    U64(8),
    /** Unsigned 32-bit integer. */
    U32(4),
    /** Unsigned 16-bit integer. */
    U16(2),
    /** Unsigned 8-bit integer. */
    U8(1),
    /** One byte, 0 or 1. */
    BOOL(1),
    /** 8-bit float with 4 exponent bits. */
    F8_E4M3(1),
    /** 8-bit float with 5 exponent bits. */
    F8_E5M2(1),
    /** 8-bit power of two. */
    F8_E8M0(1);

    private final int bytes;

    SafetensorsType(int bytes) {
        this.bytes = bytes;
    }

    /**
     * The size of one element.
     *
     * @return bytes an element
     */
    public int bytes() {
        return bytes;
    }
}

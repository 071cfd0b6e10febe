package org.llavamed;

/** Number format the model computes in. */
public enum Precision {
    /**
     * The checkpoint's own, unless another is faster: F32 weights in f32. BF16 weights in f32 if all weights take at most
     * 256 MiB in it, as small products are slower in bf16; else in bf16 where the processor has fast kernels for it, and in
     * f32 elsewhere. F16 weights like BF16, after one conversion.
     */
    AUTO,
    /** 32-bit floats; the precision of the parity tests. 16-bit weights are widened into memory. */
    F32,
    /** bfloat16; BF16 weights are used where they lie, mapped from the file. */
    BF16
}

package org.llavamed.checkpoint;

import org.llavamed.safetensors.SafetensorsType;

/** Floats as the three weight types store them: F32, F16 and BF16. */
final class FloatBits {
    private FloatBits() {}

    static void requireWeightType(SafetensorsType type) {
        if (type != SafetensorsType.F32 && type != SafetensorsType.F16 && type != SafetensorsType.BF16) {
            throw new IllegalArgumentException("weights are F32, F16 or BF16, not " + type);
        }
    }

    /** Nearest bfloat16, ties to even; a NaN stays one. */
    static int bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (bits >>> 16) | 0x40; // rounding could carry a NaN over into infinity
        }
        return (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
    }

    /** Nearest half, ties to even, with subnormals; a NaN stays one, what is too large becomes infinite. */
    static int half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        if (Float.isNaN(value)) {
            return sign | 0x7E00;
        }
        float magnitude = Math.abs(value);
        if (magnitude >= 65520f) {
            return sign | 0x7C00;
        }
        if (magnitude < 0x1p-14f) {
            // Subnormal halves are multiples of 2^-24; scaling is exact and rint rounds ties to even.
            return sign | (int) Math.rint(magnitude * 0x1p24);
        }
        int rebased = (bits & 0x7FFFFFFF) - ((127 - 15) << 23);
        return sign | ((rebased + 0xFFF + ((rebased >>> 13) & 1)) >>> 13);
    }

    static float ofBfloat16(int bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static float ofHalf(int bits) {
        int exponent = (bits >>> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        float magnitude;
        if (exponent == 0x1F) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else {
            magnitude = Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        }
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
}

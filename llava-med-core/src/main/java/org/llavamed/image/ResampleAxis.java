package org.llavamed.image;

import java.util.Arrays;

/**
 * One axis of a resize in Pillow's 8-bit arithmetic: for each wanted output pixel the input pixels it reads and their
 * fixed-point weights. The axis may be longer than the image (a canvas that pads it); weights that fall on the padding
 * are only summed up, so that padding costs nothing.
 *
 * <p>Source of the arithmetic: the description of Pillow's resampling, checked bit for bit against Pillow 12.3.
 */
final class ResampleAxis {
    /** Fraction bits of a weight: 32 less 8 for the pixel and 2 for the sign and the overshoot of the cubic. */
    static final int PRECISION_BITS = 32 - 8 - 2;

    private static final int ONE = 1 << PRECISION_BITS;

    /** First image pixel that an output pixel reads, {@code [out]}. */
    final int[] first;
    /** Where the weights of an output pixel start in {@link #weights}; entry {@code out} is the end, {@code [out + 1]}. */
    final int[] start;
    /** Fixed-point weights of image pixels. */
    final int[] weights;
    /** Sum of the fixed-point weights that fall on padding, {@code [out]}. */
    final int[] padding;
    /** Whether output pixel i is image pixel first[0] + i, unchanged. */
    final boolean copy;

    private ResampleAxis(int[] first, int[] start, int[] weights, int[] padding, boolean copy) {
        this.first = first;
        this.start = start;
        this.weights = weights;
        this.padding = padding;
        this.copy = copy;
    }

    /** Number of output pixels. */
    int size() {
        return first.length;
    }

    /**
     * Computes the weights.
     *
     * @param canvas length of the input axis, padding included
     * @param offset where the image starts on the canvas
     * @param length length of the image
     * @param target length of the whole output axis
     * @param from first output pixel wanted
     * @param count output pixels wanted
     * @param filter the filter
     */
    static ResampleAxis of(
            int canvas, int offset, int length, int target, int from, int count, ImagePreprocessing.Resampling filter) {
        if (canvas == target) {
            return same(offset, length, from, count, canvas == length);
        }
        double scale = (double) canvas / target;
        double filterScale = Math.max(scale, 1.0);
        double support = (filter == ImagePreprocessing.Resampling.BICUBIC ? 2.0 : 1.0) * filterScale;
        double inverse = 1.0 / filterScale;
        int[] first = new int[count];
        int[] start = new int[count + 1];
        int[] padding = new int[count];
        int[] weights = new int[(int) Math.min(count * (long) Math.min(length, 2 * (Math.ceil(support) + 1)), 1 << 16)];
        double[] window = new double[0];
        int used = 0;
        for (int i = 0; i < count; i++) {
            double centre = (from + i + 0.5) * scale;
            int low = Math.max((int) (centre - support + 0.5), 0);
            int high = Math.min((int) (centre + support + 0.5), canvas);
            if (window.length < high - low) {
                window = new double[high - low];
            }
            double sum = 0;
            for (int x = low; x < high; x++) {
                double weight = filter == ImagePreprocessing.Resampling.BICUBIC
                        ? cubic((x - centre + 0.5) * inverse)
                        : triangle((x - centre + 0.5) * inverse);
                window[x - low] = weight;
                sum += weight;
            }
            first[i] = Math.min(Math.max(low - offset, 0), length);
            for (int x = low; x < high; x++) {
                int weight = fixedPoint(sum == 0 ? window[x - low] : window[x - low] / sum);
                boolean inside = x >= offset && x < offset + length;
                if (!inside) {
                    padding[i] += weight;
                } else {
                    if (used == weights.length) {
                        weights = Arrays.copyOf(weights, weights.length + (weights.length >> 1) + 16);
                    }
                    weights[used++] = weight;
                }
            }
            start[i + 1] = used;
        }
        return new ResampleAxis(first, start, weights, padding, false);
    }

    /** No change of size: Pillow skips the pass, and each pixel has the weight 1. */
    private static ResampleAxis same(int offset, int length, int from, int count, boolean copy) {
        int[] first = new int[count];
        int[] start = new int[count + 1];
        int[] weights = new int[count];
        int[] padding = new int[count];
        for (int i = 0; i < count; i++) {
            int pixel = from + i - offset;
            boolean inside = pixel >= 0 && pixel < length;
            first[i] = Math.min(Math.max(pixel, 0), length);
            start[i + 1] = start[i] + (inside ? 1 : 0);
            weights[i] = ONE;
            padding[i] = inside ? 0 : ONE;
        }
        return new ResampleAxis(first, start, weights, padding, copy);
    }

    private static int fixedPoint(double weight) {
        return (int) (weight < 0 ? weight * ONE - 0.5 : weight * ONE + 0.5);
    }

    private static double triangle(double distance) {
        double x = Math.abs(distance);
        return x < 1 ? 1 - x : 0;
    }

    private static double cubic(double distance) {
        double a = -0.5;
        double x = Math.abs(distance);
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}

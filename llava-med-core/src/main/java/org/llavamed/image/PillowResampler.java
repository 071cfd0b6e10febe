package org.llavamed.image;

import java.util.Arrays;

/**
 * Resize of 8-bit RGB with antialiasing, bit for bit as Pillow does it: a horizontal pass, rounded and clipped to 0..255,
 * then a vertical pass, rounded and clipped. (Java2D's bicubic has no antialiasing and other rounding.)
 *
 * <p>Only the wanted window of the result is computed, and padding of the input is virtual: both give the values of the
 * full computation at the cost of the image alone. Sums of 32-bit integers do not depend on their order, so the vertical
 * pass may add row by row.
 */
final class PillowResampler {
    private static final int HALF = 1 << (ResampleAxis.PRECISION_BITS - 1);

    private PillowResampler() {}

    /**
     * Resizes.
     *
     * @param image input
     * @param across weights along x
     * @param down weights along y
     * @param padding colour R, G, B of the virtual padding
     * @return interleaved RGB, {@code down.size() * across.size() * 3} bytes
     */
    static byte[] resize(RgbImage image, ResampleAxis across, ResampleAxis down, int[] padding) {
        int row = across.size() * 3;
        int rows = down.size();
        int[] paddingRow = paddingRow(across, padding);

        // [rows, row]: running sums of the vertical pass, which start with what the padding above and below adds
        int[] sums = new int[Math.multiplyExact(rows, row)];
        for (int y = 0; y < rows; y++) {
            int weight = down.padding[y];
            for (int i = 0; i < row; i++) {
                sums[y * row + i] = HALF + weight * paddingRow[i];
            }
        }
        // Windows move down monotonically: [opened, closed) are the output rows that read image row y.
        int[] line = new int[row];
        int closed = 0;
        for (int y = 0; y < image.height(); y++) {
            boolean filled = false;
            while (closed < rows && down.first[closed] + taps(down, closed) <= y) {
                closed++;
            }
            for (int out = closed; out < rows && down.first[out] <= y; out++) {
                int tap = y - down.first[out];
                if (tap >= taps(down, out)) {
                    continue;
                }
                if (!filled) {
                    horizontal(image, y, across, padding, line);
                    filled = true;
                }
                add(line, down.weights[down.start[out] + tap], sums, out * row);
            }
        }
        byte[] result = new byte[sums.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) clip(sums[i] >> ResampleAxis.PRECISION_BITS);
        }
        return result;
    }

    private static int taps(ResampleAxis axis, int out) {
        return axis.start[out + 1] - axis.start[out];
    }

    /** A plain loop over arrays: the JIT turns it into vector code. */
    private static void add(int[] line, int weight, int[] sums, int at) {
        for (int i = 0; i < line.length; i++) {
            sums[at + i] += weight * line[i];
        }
    }

    private static void horizontal(RgbImage image, int y, ResampleAxis across, int[] padding, int[] line) {
        byte[] rgb = image.pixels();
        int base = y * image.width() * 3;
        if (across.copy) {
            int at = base + across.first[0] * 3;
            for (int i = 0; i < line.length; i++) {
                line[i] = rgb[at + i] & 0xff;
            }
            return;
        }
        int[] weights = across.weights;
        int padRed = padding[0];
        int padGreen = padding[1];
        int padBlue = padding[2];
        for (int x = 0, out = 0; x < across.first.length; x++, out += 3) {
            int outside = across.padding[x];
            int red = HALF + outside * padRed;
            int green = HALF + outside * padGreen;
            int blue = HALF + outside * padBlue;
            int at = base + across.first[x] * 3;
            int end = across.start[x + 1];
            for (int tap = across.start[x]; tap < end; tap++, at += 3) {
                int weight = weights[tap];
                red += (rgb[at] & 0xff) * weight;
                green += (rgb[at + 1] & 0xff) * weight;
                blue += (rgb[at + 2] & 0xff) * weight;
            }
            line[out] = clip(red >> ResampleAxis.PRECISION_BITS);
            line[out + 1] = clip(green >> ResampleAxis.PRECISION_BITS);
            line[out + 2] = clip(blue >> ResampleAxis.PRECISION_BITS);
        }
    }

    /** What the horizontal pass makes of a row of padding only. */
    private static int[] paddingRow(ResampleAxis across, int[] padding) {
        int[] line = new int[across.size() * 3];
        for (int x = 0; x < across.size(); x++) {
            int weight = across.padding[x]
                    + Arrays.stream(across.weights, across.start[x], across.start[x + 1])
                            .sum();
            for (int c = 0; c < 3; c++) {
                line[x * 3 + c] = clip((HALF + weight * padding[c]) >> ResampleAxis.PRECISION_BITS);
            }
        }
        return line;
    }

    private static int clip(int value) {
        return Math.max(0, Math.min(255, value));
    }
}

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
        // Windows move down monotonically, so the image rows that are read are one stretch.
        int last = rows - 1;
        int end = down.first[last] + taps(down, last);
        int[] lines = new int[2 * row];
        int open = 0;
        for (int y = down.first[0]; y < end; y += 2) {
            // Two rows at a time; the last may come twice.
            horizontal(image, y, Math.min(y + 1, end - 1), across, padding, lines);
            open = vertical(lines, 0, row, y, down, open, sums);
            if (y + 1 < end) {
                open = vertical(lines, row, row, y + 1, down, open, sums);
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

    /**
     * Adds one row to all output rows that read it.
     *
     * @return first output row that may read the next rows
     */
    private static int vertical(int[] lines, int from, int row, int y, ResampleAxis down, int open, int[] sums) {
        int next = open;
        while (next < down.size() && down.first[next] + taps(down, next) <= y) {
            next++;
        }
        for (int out = next; out < down.size() && down.first[out] <= y; out++) {
            int tap = y - down.first[out];
            if (tap < taps(down, out)) {
                add(lines, from, row, down.weights[down.start[out] + tap], sums, out * row);
            }
        }
        return next;
    }

    /** A plain loop over arrays: the JIT turns it into vector code. */
    private static void add(int[] lines, int from, int count, int weight, int[] sums, int at) {
        for (int i = 0; i < count; i++) {
            sums[at + i] += weight * lines[from + i];
        }
    }

    /** Horizontal pass of two image rows; {@code lines} is [2, row]. */
    private static void horizontal(RgbImage image, int y0, int y1, ResampleAxis across, int[] padding, int[] lines) {
        byte[] rgb = image.pixels();
        int width = image.width();
        int row = lines.length / 2;
        if (across.copy) {
            for (int i = 0; i < row; i++) {
                lines[i] = rgb[(y0 * width + across.first[0]) * 3 + i] & 0xff;
                lines[row + i] = rgb[(y1 * width + across.first[0]) * 3 + i] & 0xff;
            }
            return;
        }
        // Two products in one multiplication: the upper row in the low half of a long, the lower row in the high half.
        // [3, pixels that are read]
        int left = across.first[0];
        int last = across.size() - 1;
        int count = across.first[last] + taps(across, last) - left;
        long[] red = new long[count];
        long[] green = new long[count];
        long[] blue = new long[count];
        int upper = (y0 * width + left) * 3;
        int lower = (y1 * width + left) * 3;
        for (int x = 0; x < count; x++, upper += 3, lower += 3) {
            red[x] = pair(rgb[upper], rgb[lower]);
            green[x] = pair(rgb[upper + 1], rgb[lower + 1]);
            blue[x] = pair(rgb[upper + 2], rgb[lower + 2]);
        }
        for (int x = 0, out = 0; x < across.size(); x++, out += 3) {
            long rounding = HALF + ((long) HALF << 32);
            long outside = across.padding[x] * 0x1_0000_0001L;
            long reds = rounding + outside * padding[0];
            long greens = rounding + outside * padding[1];
            long blues = rounding + outside * padding[2];
            int at = across.first[x] - left;
            for (int tap = across.start[x], end = across.start[x + 1]; tap < end; tap++, at++) {
                long weight = across.weights[tap];
                reds += red[at] * weight;
                greens += green[at] * weight;
                blues += blue[at] * weight;
            }
            unpack(reds, lines, out, row);
            unpack(greens, lines, out + 1, row);
            unpack(blues, lines, out + 2, row);
        }
    }

    private static long pair(byte upper, byte lower) {
        return (upper & 0xffL) | (lower & 0xffL) << 32;
    }

    /** The sum of the low half borrows from the high half when it is negative. */
    private static void unpack(long sums, int[] lines, int at, int row) {
        int upper = (int) sums;
        int lower = (int) ((sums - upper) >> 32);
        lines[at] = clip(upper >> ResampleAxis.PRECISION_BITS);
        lines[row + at] = clip(lower >> ResampleAxis.PRECISION_BITS);
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

package org.llavamed.data.modality;

/**
 * Numbers about an image, from its {@link Thumbnail}; shares are from 0 to 1.
 *
 * @param colour share of pixels with a colour: components at least {@link #COLOURED} apart
 * @param stain share of coloured pixels between blue, purple and pink, as haematoxylin and eosin give
 * @param warm share of coloured pixels between red and yellow: fresh tissue, skin, mucosa, but brown stains too
 * @param black share of pixels darker than 24 of 255
 * @param white share of pixels brighter than 232
 * @param cornersBlack share of black in the four corners, each an eighth of width and height
 * @param bodyWhite share of white among the pixels that are not black
 * @param bodyMean mean brightness of the pixels that are not black, 0 to 255
 * @param bodyPeak largest share of the not black pixels in a range of 16 grey levels: high where one even tissue fills the
 *     picture
 * @param texture mean brightness step between neighbouring thumbnail pixels, 0 to 255
 * @param flat share of pixels that hardly differ from their neighbour to the right
 * @param middle brightness of the middle fifth of the columns less that of the fifths beside it, in the middle half of the
 *     rows: the heart and spine between dark lungs
 * @param shell share of white in a ring near the edge of what is not black: the skull
 */
record PixelStatistics(
        double colour,
        double stain,
        double warm,
        double black,
        double white,
        double cornersBlack,
        double bodyWhite,
        double bodyMean,
        double bodyPeak,
        double texture,
        double flat,
        double middle,
        double shell) {
    /** Compression alone makes grey pictures differ by up to about 20 in a pixel; stains reach 60 and more. */
    static final int COLOURED = 36;

    private static final int BLACK = 24;
    private static final int WHITE = 232;

    static PixelStatistics of(Thumbnail image) {
        int pixels = image.width() * image.height();
        int coloured = 0;
        int stained = 0;
        int warm = 0;
        int black = 0;
        int white = 0;
        long bodySum = 0;
        int[] levels = new int[256];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int grey = image.grey(x, y);
                levels[grey]++;
                if (grey < BLACK) {
                    black++;
                } else {
                    bodySum += grey;
                }
                white += grey > WHITE ? 1 : 0;
                if (image.chroma(x, y) >= COLOURED) {
                    coloured++;
                    double hue = hue(image.red(x, y), image.green(x, y), image.blue(x, y));
                    stained += hue >= 225 && hue <= 350 ? 1 : 0;
                    warm += hue > 350 || hue < 70 ? 1 : 0;
                }
            }
        }
        int body = Math.max(1, pixels - black);
        return new PixelStatistics(
                share(coloured, pixels),
                share(stained, coloured),
                share(warm, coloured),
                share(black, pixels),
                share(white, pixels),
                corners(image),
                share(white, body),
                (double) bodySum / body,
                peak(levels, body),
                texture(image),
                flat(image),
                middle(image),
                shell(image));
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    /** Hue in degrees: red 0, yellow 60, green 120, blue 240, purple 280, pink 330. */
    private static double hue(int r, int g, int b) {
        int max = Math.max(r, Math.max(g, b));
        double range = Math.max(1, max - Math.min(r, Math.min(g, b)));
        double hue = max == r ? (g - b) / range : max == g ? 2 + (b - r) / range : 4 + (r - g) / range;
        return (hue * 60 + 360) % 360;
    }

    private static double corners(Thumbnail image) {
        int w = Math.max(1, image.width() / 8);
        int h = Math.max(1, image.height() / 8);
        int black = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int right = image.width() - 1 - x;
                int bottom = image.height() - 1 - y;
                black += image.grey(x, y) < BLACK ? 1 : 0;
                black += image.grey(right, y) < BLACK ? 1 : 0;
                black += image.grey(x, bottom) < BLACK ? 1 : 0;
                black += image.grey(right, bottom) < BLACK ? 1 : 0;
            }
        }
        return share(black, 4 * w * h);
    }

    private static double peak(int[] levels, int body) {
        int best = 0;
        for (int from = BLACK; from <= 240; from++) {
            int sum = 0;
            for (int i = from; i < from + 16; i++) {
                sum += levels[i];
            }
            best = Math.max(best, sum);
        }
        return share(best, body);
    }

    private static double texture(Thumbnail image) {
        long sum = 0;
        long count = 0;
        for (int y = 0; y + 1 < image.height(); y++) {
            for (int x = 0; x + 1 < image.width(); x++) {
                int grey = image.grey(x, y);
                sum += Math.abs(grey - image.grey(x + 1, y)) + Math.abs(grey - image.grey(x, y + 1));
                count += 2;
            }
        }
        return count == 0 ? 0 : (double) sum / count;
    }

    private static double flat(Thumbnail image) {
        int flat = 0;
        int count = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x + 1 < image.width(); x++) {
                flat += Math.abs(image.grey(x, y) - image.grey(x + 1, y)) <= 1 ? 1 : 0;
                count++;
            }
        }
        return share(flat, count);
    }

    private static double middle(Thumbnail image) {
        double[] sums = new double[5];
        int[] counts = new int[5];
        for (int y = image.height() / 4; y < image.height() * 3 / 4; y++) {
            for (int x = 0; x < image.width(); x++) {
                int fifth = Math.min(4, x * 5 / image.width());
                sums[fifth] += image.grey(x, y);
                counts[fifth]++;
            }
        }
        double sides = (sums[1] + sums[3]) / Math.max(1, counts[1] + counts[3]);
        return sums[2] / Math.max(1, counts[2]) - sides;
    }

    /** Along each row, the outermost tenth of what is not black. */
    private static double shell(Thumbnail image) {
        int white = 0;
        int count = 0;
        for (int y = 0; y < image.height(); y++) {
            int left = 0;
            int right = image.width() - 1;
            while (left < right && image.grey(left, y) < 60) {
                left++;
            }
            while (right > left && image.grey(right, y) < 60) {
                right--;
            }
            int band = (right - left) / 8;
            for (int i = 0; i < band; i++) {
                white += image.grey(left + i, y) > WHITE ? 1 : 0;
                white += image.grey(right - i, y) > WHITE ? 1 : 0;
                count += 2;
            }
        }
        return share(white, count);
    }
}

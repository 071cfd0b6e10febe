package org.llavamed.data.modality;

import org.llavamed.image.RgbImage;

/**
 * An image made small by averaging, so that statistics cost the same and mean the same whatever its size: at most {@link
 * #SIDE} pixels wide and high, its proportions kept. Very large images are sampled, not read whole.
 */
final class Thumbnail {
    /** Enough to tell tissue from a flat area and few enough for 1 ms an image. */
    static final int SIDE = 192;

    /** Most samples a cell is averaged from, along each side. */
    private static final int SAMPLES = 8;

    private final int width;
    private final int height;
    private final int[] rgb;

    private Thumbnail(int width, int height, int[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    static Thumbnail of(RgbImage image) {
        return of(image.rgb(), image.width(), image.height());
    }

    static Thumbnail of(byte[] pixels, int fromWidth, int fromHeight) {
        double scale = Math.max(1, (double) Math.max(fromWidth, fromHeight) / SIDE);
        int width = Math.max(1, (int) (fromWidth / scale));
        int height = Math.max(1, (int) (fromHeight / scale));
        int[] rgb = new int[width * height];
        for (int y = 0; y < height; y++) {
            int top = (int) ((long) y * fromHeight / height);
            int bottom = (int) ((long) (y + 1) * fromHeight / height);
            for (int x = 0; x < width; x++) {
                int left = (int) ((long) x * fromWidth / width);
                int right = (int) ((long) (x + 1) * fromWidth / width);
                rgb[y * width + x] = average(pixels, fromWidth, left, top, right, bottom);
            }
        }
        return new Thumbnail(width, height, rgb);
    }

    private static int average(byte[] pixels, int stride, int left, int top, int right, int bottom) {
        int stepX = Math.max(1, (right - left) / SAMPLES);
        int stepY = Math.max(1, (bottom - top) / SAMPLES);
        int red = 0;
        int green = 0;
        int blue = 0;
        int count = 0;
        for (int y = top; y < bottom; y += stepY) {
            for (int x = left; x < right; x += stepX) {
                int at = (y * stride + x) * 3; // below 2^31, because the array has that many bytes
                red += pixels[at] & 0xff;
                green += pixels[at + 1] & 0xff;
                blue += pixels[at + 2] & 0xff;
                count++;
            }
        }
        return ((red / count) << 16) | ((green / count) << 8) | (blue / count);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int red(int x, int y) {
        return rgb[y * width + x] >> 16;
    }

    int green(int x, int y) {
        return (rgb[y * width + x] >> 8) & 0xff;
    }

    int blue(int x, int y) {
        return rgb[y * width + x] & 0xff;
    }

    /** Largest minus smallest component: 0 is grey. */
    int chroma(int x, int y) {
        int r = red(x, y);
        int g = green(x, y);
        int b = blue(x, y);
        return Math.max(r, Math.max(g, b)) - Math.min(r, Math.min(g, b));
    }

    /** Brightness as the eye weighs the colours, 0 to 255 (ITU-R BT.601). */
    int grey(int x, int y) {
        return (299 * red(x, y) + 587 * green(x, y) + 114 * blue(x, y)) / 1000;
    }
}

package org.llavamed.image;

/**
 * Applies the orientation tag of a TIFF file, 1..8 as in EXIF. Pillow turns TIFF images upright when it opens them and leaves every other format as
 * it is stored; here too.
 */
final class Orientation {
    private Orientation() {}

    /** Turns an image upright. */
    static RgbImage apply(RgbImage image, int orientation) {
        if (orientation == 1) {
            return image;
        }
        boolean swap = orientation >= 5;
        int w = image.width();
        int h = image.height();
        int width = swap ? h : w;
        int height = swap ? w : h;
        byte[] from = image.pixels();
        byte[] to = new byte[from.length];
        for (int y = 0, out = 0; y < height; y++) {
            for (int x = 0; x < width; x++, out += 3) {
                // Where the stored pixel of upright (x, y) is.
                int u = swap ? y : x;
                int v = swap ? x : y;
                boolean flipX = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
                boolean flipY = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
                int at = ((flipY ? h - 1 - v : v) * w + (flipX ? w - 1 - u : u)) * 3;
                to[out] = from[at];
                to[out + 1] = from[at + 1];
                to[out + 2] = from[at + 2];
            }
        }
        return RgbImage.wrap(width, height, to);
    }
}

package org.llavamed.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation tag of a TIFF file. Pillow turns TIFF images upright when it opens them and leaves every other format as
 * it is stored; here too.
 */
final class Orientation {
    private static final int TAG = 274;
    private static final int SHORT = 3;

    private Orientation() {}

    /** Value 1..8 of the first image's orientation tag; 1, upright, if there is none that makes sense. */
    static int ofTiff(byte[] data) {
        try {
            ByteBuffer tiff =
                    ByteBuffer.wrap(data).order(data[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            int directory = tiff.getInt(4);
            int entries = tiff.getShort(directory) & 0xffff;
            for (int i = 0; i < entries; i++) {
                int entry = Math.addExact(directory, 2 + 12 * i);
                if ((tiff.getShort(entry) & 0xffff) == TAG && tiff.getShort(entry + 2) == SHORT) {
                    int value = tiff.getShort(entry + 8);
                    return value >= 1 && value <= 8 ? value : 1;
                }
            }
        } catch (IndexOutOfBoundsException | BufferUnderflowException | ArithmeticException e) {
            return 1; // a directory outside the file: the reader says so better
        }
        return 1;
    }

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

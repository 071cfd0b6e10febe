package org.llavamed.image;

/**
 * The range of 16-bit grey values that is spread over black to white, as a radiologist sets it: values up to
 * {@code centre - width / 2} become 0, values from {@code centre + width / 2} on become 255, between them the grey rises
 * evenly and is rounded to the nearest.
 *
 * @param centre middle of the range, in the values of the file
 * @param width length of the range, in the values of the file, above 0
 */
public record ImageWindow(double centre, double width) {
    /**
     * Checks the range.
     *
     * @param centre finite middle
     * @param width finite length above 0
     * @throws IllegalArgumentException if not
     */
    public ImageWindow {
        if (!Double.isFinite(centre) || !Double.isFinite(width) || width <= 0) {
            throw new IllegalArgumentException(
                    "a window needs a finite centre and a finite width above 0, not " + centre + " and " + width);
        }
    }

    /** Grey 0..255 of a value of the file. */
    int grey(int value) {
        double position = (value - (centre - width / 2)) / width;
        return (int) Math.floor(Math.max(0, Math.min(1, position)) * 255 + 0.5);
    }

    /** Greys of the values {@code min}, {@code min + 1} and so on. */
    byte[] table(int min, int count) {
        byte[] table = new byte[count];
        for (int i = 0; i < count; i++) {
            table[i] = (byte) grey(min + i);
        }
        return table;
    }
}

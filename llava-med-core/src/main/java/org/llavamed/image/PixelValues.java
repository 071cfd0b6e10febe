package org.llavamed.image;

import java.util.Arrays;

/**
 * What a vision tower reads: normalised pixels, {@code [channels, height, width]} row by row. The array is handed over
 * without a copy; treat it as read-only.
 *
 * @param channels planes, 3 for R, G, B
 * @param height height in pixels
 * @param width width in pixels
 * @param values channels * height * width numbers, (pixel * factor - mean) / std in float32
 */
@SuppressWarnings("ArrayRecordComponent") // megabytes on the way into a tensor: not worth a copy
public record PixelValues(int channels, int height, int width, float[] values) {

    /**
     * Checks that the sizes agree.
     *
     * @param channels planes
     * @param height height in pixels
     * @param width width in pixels
     * @param values the numbers, not copied
     * @throws IllegalArgumentException if their count is another
     */
    public PixelValues {
        if (channels < 1 || height < 1 || width < 1 || values.length != (long) channels * height * width) {
            throw new IllegalArgumentException("pixel values of shape [" + channels + ", " + height + ", " + width
                    + "] cannot have " + values.length + " numbers");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PixelValues that
                && channels == that.channels
                && height == that.height
                && width == that.width
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * channels + height) + width) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "PixelValues[" + channels + ", " + height + ", " + width + "]";
    }
}

package org.llavamed.data.phantom;

/**
 * A rectangle of an image.
 *
 * @param left first column
 * @param top first row
 * @param right column after the last
 * @param bottom row after the last
 */
public record PixelBox(int left, int top, int right, int bottom) {
    /**
     * Its width.
     *
     * @return pixels
     */
    public int width() {
        return right - left;
    }

    /**
     * Its height.
     *
     * @return pixels
     */
    public int height() {
        return bottom - top;
    }

    /** Whether they share a pixel. */
    boolean overlaps(PixelBox other) {
        return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }
}

package org.llavamed.data.phantom;

/**
 * Where a finding is drawn; several for one that lies in several places.
 *
 * @param kind what
 * @param box where
 */
public record Mark(FindingKind kind, PixelBox box) {
    /**
     * The measure of its size.
     *
     * @return its longer side in pixels
     */
    public int measure() {
        return Math.max(box.width(), box.height());
    }
}

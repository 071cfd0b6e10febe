package org.llavamed.data.phantom;

import java.util.List;
import org.llavamed.image.RgbImage;

/**
 * A drawn phantom. Immutable.
 *
 * @param plan its truth
 * @param marks where its findings are
 * @param image 256 to 384 pixels in width and height; grey in three equal channels, or colour
 */
public record Phantom(PhantomPlan plan, List<Mark> marks, RgbImage image) {
    /**
     * Copies the list.
     *
     * @param plan as above
     * @param marks as above
     * @param image as above
     */
    public Phantom {
        marks = List.copyOf(marks);
    }

    /**
     * Plans and draws.
     *
     * @param seed see {@link Split#seed}
     * @return the phantom, always the same for a seed
     */
    public static Phantom of(long seed) {
        return of(PhantomPlan.of(seed));
    }

    /**
     * Draws.
     *
     * @param plan what to draw
     * @return the phantom, always the same for a plan
     */
    public static Phantom of(PhantomPlan plan) {
        return new Scene(plan).draw();
    }

    /**
     * Where a finding is drawn.
     *
     * @param kind what
     * @return its marks, from left to right
     */
    public List<Mark> marks(FindingKind kind) {
        return marks.stream()
                .filter(m -> m.kind() == kind)
                .sorted(java.util.Comparator.comparingInt(m -> m.box().left()))
                .toList();
    }
}

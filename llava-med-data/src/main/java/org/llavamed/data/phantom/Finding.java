package org.llavamed.data.phantom;

import org.jspecify.annotations.Nullable;

/**
 * Something that is there, or is known not to be there. What a kind does not have, or what an absent finding cannot have, is
 * null, or 0 for the count.
 *
 * @param kind what
 * @param present whether it is there
 * @param side where; null too where the view does not tell
 * @param size how large
 * @param count how many: 1 to 4 if present, 0 if not
 * @param colour which colour
 */
public record Finding(
        FindingKind kind,
        boolean present,
        @Nullable Side side,
        @Nullable Size size,
        int count,
        @Nullable Colour colour) {
    /**
     * Checks the count.
     *
     * @param kind as above
     * @param present as above
     * @param side as above
     * @param size as above
     * @param count as above
     * @param colour as above
     */
    public Finding {
        if (present ? count < 1 || count > 4 : count != 0 || side != null || size != null || colour != null) {
            throw new IllegalArgumentException(
                    kind + ": an absent finding has no details, a present one a count of 1 to 4");
        }
    }

    /**
     * What is not there.
     *
     * @param kind what
     * @return the finding
     */
    public static Finding absent(FindingKind kind) {
        return new Finding(kind, false, null, null, 0, null);
    }

    /** The same in the other size. */
    Finding resized() {
        return new Finding(kind, present, side, size == Size.SMALL ? Size.LARGE : Size.SMALL, count, colour);
    }

    /** Whether it is large; to be asked only of kinds that come in sizes. */
    boolean large() {
        return size == Size.LARGE;
    }
}

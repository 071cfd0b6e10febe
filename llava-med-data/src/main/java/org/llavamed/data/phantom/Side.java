package org.llavamed.data.phantom;

/**
 * Where a finding lies. In radiology it is the patient's side as the reader faces them: the patient's left is at the right of
 * the image. In histology and gross pathology it is the side of the image.
 */
public enum Side {
    /** Left. */
    LEFT("left"),
    /** Right. */
    RIGHT("right"),
    /** On both sides. */
    BOTH("both");

    private final String word;

    Side(String word) {
        this.word = word;
    }

    /**
     * The word in texts.
     *
     * @return for instance {@code left}
     */
    public String word() {
        return word;
    }

    /** The other side; both stays. */
    Side mirrored() {
        return this == LEFT ? RIGHT : this == RIGHT ? LEFT : BOTH;
    }
}

package org.llavamed.data.phantom;

/** From where, or in which plane. */
public enum View {
    /** A radiograph from the front. */
    FRONTAL("frontal"),
    /** A radiograph from the side. */
    LATERAL("lateral"),
    /** A plane across the body, seen from the feet. */
    AXIAL("axial"),
    /** A plane that parts front from back, seen from the front. */
    CORONAL("coronal"),
    /** A plane that parts left from right. */
    SAGITTAL("sagittal"),
    /** Through a microscope. */
    MICROSCOPE("microscopic"),
    /** As the eye sees it. */
    PHOTOGRAPH("gross");

    private final String word;

    View(String word) {
        this.word = word;
    }

    /**
     * The word in texts.
     *
     * @return for instance {@code axial}
     */
    public String word() {
        return word;
    }

    /** Whether left and right of the body can be told apart; those of the image always can. */
    boolean hasSides() {
        return this != LATERAL && this != SAGITTAL;
    }
}

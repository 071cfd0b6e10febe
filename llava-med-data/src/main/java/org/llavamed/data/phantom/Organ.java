package org.llavamed.data.phantom;

/** What is shown. */
public enum Organ {
    /** Chest. */
    CHEST("chest"),
    /** Brain. */
    BRAIN("brain"),
    /** Abdomen. */
    ABDOMEN("abdomen"),
    /** Knee. */
    KNEE("knee"),
    /** A tissue under the microscope, of no organ in particular. */
    TISSUE("tissue"),
    /** Liver. */
    LIVER("liver"),
    /** Kidney. */
    KIDNEY("kidney"),
    /** Colon. */
    COLON("colon"),
    /** Lung. */
    LUNG("lung");

    private final String word;

    Organ(String word) {
        this.word = word;
    }

    /**
     * The word in texts.
     *
     * @return for instance {@code chest}
     */
    public String word() {
        return word;
    }
}

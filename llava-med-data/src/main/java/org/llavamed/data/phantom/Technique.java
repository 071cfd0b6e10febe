package org.llavamed.data.phantom;

/** Sequence of an MRI or stain of a section. */
public enum Technique {
    /** Nothing to choose. */
    PLAIN("plain"),
    /** MRI in which fluid is dark. */
    T1("T1"),
    /** MRI in which fluid is bright. */
    T2("T2"),
    /** Haematoxylin and eosin: blue-purple nuclei in pink. */
    HE("H&E"),
    /** Immunohistochemistry: brown where the antibody bound, on blue nuclei. */
    IHC("IHC");

    private final String word;

    Technique(String word) {
        this.word = word;
    }

    /**
     * The word in texts.
     *
     * @return for instance {@code T1}
     */
    public String word() {
        return word;
    }
}

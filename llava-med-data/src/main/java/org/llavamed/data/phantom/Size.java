package org.llavamed.data.phantom;

/** How large a finding is; nothing is drawn in between. */
public enum Size {
    /** Small. */
    SMALL("small"),
    /** At least about twice as large. */
    LARGE("large");

    private final String word;

    Size(String word) {
        this.word = word;
    }

    /**
     * The word in texts.
     *
     * @return for instance {@code small}
     */
    public String word() {
        return word;
    }
}

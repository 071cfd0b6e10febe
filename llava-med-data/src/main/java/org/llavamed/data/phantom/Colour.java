package org.llavamed.data.phantom;

/** Colour of a lesion of gross pathology. */
public enum Colour {
    /** White. */
    WHITE("white", 240, 236, 226),
    /** Yellow. */
    YELLOW("yellow", 240, 204, 58),
    /** Green, as bile stains it. */
    GREEN("green", 76, 128, 52),
    /** Black. */
    BLACK("black", 22, 18, 20);

    private final String word;
    private final float red;
    private final float green;
    private final float blue;

    Colour(String word, float red, float green, float blue) {
        this.word = word;
        this.red = red;
        this.green = green;
        this.blue = blue;
    }

    /**
     * The word in texts.
     *
     * @return for instance {@code white}
     */
    public String word() {
        return word;
    }

    /** Red, green, blue, 0 to 255. */
    float[] rgb() {
        return new float[] {red, green, blue};
    }
}

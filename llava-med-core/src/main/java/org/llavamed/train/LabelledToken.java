package org.llavamed.train;

/**
 * A token of a sample.
 *
 * @param id its id, {@value #IMAGE} for an image
 * @param text what it adds to the text, for showing: a special token's name, {@code <image>} for an image, for one byte of
 *     a character {@code <0xE2>}
 * @param learned whether the loss is over it
 * @param image whether it stands for the features of an image
 */
public record LabelledToken(int id, String text, boolean learned, boolean image) {
    /** Stands for an image. */
    public static final int IMAGE = -200;
}

package org.llavamed.eval.sensitivity;

/** What the model is shown with a question. */
public enum ImageCondition {
    /** Its image. */
    ORIGINAL,
    /** No image at all. */
    NONE,
    /** Noise of the image's size. */
    NOISE,
    /** The image of another patient. */
    SWAPPED
}

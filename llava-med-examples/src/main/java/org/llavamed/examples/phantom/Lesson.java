package org.llavamed.examples.phantom;

import java.util.List;

/** How much is taught, and for how long. */
public enum Lesson {
    /** Bright and dark lesions, 16 kinds: a minute on one core. */
    SHORT(2, 2_400, 200, 340),
    /** Lesions of all shades, 32 kinds: a minute and a half on one core. */
    FULL(4, 4_480, 300, 450);

    private final int shades;
    private final int images;
    private final long alignmentSteps;
    private final long instructionSteps;

    Lesson(int shades, int images, long alignmentSteps, long instructionSteps) {
        this.shades = shades;
        this.images = images;
        this.alignmentSteps = alignmentSteps;
        this.instructionSteps = instructionSteps;
    }

    /** What there is to tell apart. */
    List<Lesion> lesions() {
        return Lesion.all().stream()
                .filter(lesion -> lesion.shade().ordinal() < shades)
                .toList();
    }

    /** Images to learn from. */
    int images() {
        return images;
    }

    /** Steps of stage 1. */
    long alignmentSteps() {
        return alignmentSteps;
    }

    /** Steps of stage 2. */
    long instructionSteps() {
        return instructionSteps;
    }
}

package org.llavamed.examples.phantom;

import java.util.List;

/** How much is taught, and for how long. */
public enum Lesson {
    /** Bright and dark lesions, 16 kinds: about a minute on one core. */
    SHORT(1_600, 150, 300),
    /** Lesions of all shades, 32 kinds: about three minutes on one core. */
    FULL(4_480, 300, 650);

    private final int images;
    private final long alignmentSteps;
    private final long instructionSteps;

    Lesson(int images, long alignmentSteps, long instructionSteps) {
        this.images = images;
        this.alignmentSteps = alignmentSteps;
        this.instructionSteps = instructionSteps;
    }

    /** What there is to tell apart. */
    List<Lesion> lesions() {
        return Lesion.all().stream()
                .filter(lesion ->
                        this == FULL || lesion.shade() == Lesion.Shade.BRIGHT || lesion.shade() == Lesion.Shade.DARK)
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

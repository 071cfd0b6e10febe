package org.llavamed.data.phantom;

import org.jspecify.annotations.Nullable;

/**
 * A question about a phantom and its right answer.
 *
 * @param topic what it asks for
 * @param finding what it asks about, or null
 * @param closed whether the answer is yes or no or one of those the question names
 * @param text the question
 * @param answer a word or a few, as it stands in captions
 */
public record PhantomQuestion(Topic topic, @Nullable FindingKind finding, boolean closed, String text, String answer) {
    /** What a question asks for. */
    public enum Topic {
        /** Kind of image. */
        MODALITY,
        /** Organ or part of the body. */
        ORGAN,
        /** View or plane. */
        VIEW,
        /** Sequence or stain. */
        TECHNIQUE,
        /** Whether a finding is there. */
        PRESENCE,
        /** Name of the only finding. */
        NAME,
        /** Side. */
        SIDE,
        /** Size. */
        SIZE,
        /** Number. */
        COUNT,
        /** Colour. */
        COLOUR
    }
}

package org.llavamed.eval.truth;

import org.jspecify.annotations.Nullable;

/**
 * What a data set says about a question besides its answer; scores are broken down by it.
 *
 * @param questionType what is asked for, as the data set names it with its spelling mended, for instance {@code PRES}; several are joined by
 *     {@code ", "}; or null
 * @param organ organ or region, for instance {@code CHEST}, or null
 * @param modality kind of the image, for instance {@code CT}, or null
 * @param language {@code en} or {@code zh}, or null for English
 * @param patient what tells patients (or cases) apart, or null if only the image does
 */
public record Traits(
        @Nullable String questionType,
        @Nullable String organ,
        @Nullable String modality,
        @Nullable String language,
        @Nullable String patient) {
    /** Nothing is known. */
    public static final Traits NONE = new Traits(null, null, null, null, null);
}

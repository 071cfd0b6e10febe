package org.llavamed.data.instruct;

import java.io.Serializable;

/**
 * A figure or image to be written about. Immutable and serialisable.
 *
 * @param pairId names it, alone among all of a run; not empty
 * @param context what the teacher is shown, in the layout of the kind
 * @param json the record as it stood in the input, one JSON object
 * @serial exclude
 */
public record InstructSample(String pairId, String context, String json) implements Serializable {
    /**
     * Checks the name.
     *
     * @param pairId as above
     * @param context as above
     * @param json as above
     */
    public InstructSample {
        if (pairId.isBlank()) {
            throw new IllegalArgumentException("a sample needs a pair id");
        }
    }
}

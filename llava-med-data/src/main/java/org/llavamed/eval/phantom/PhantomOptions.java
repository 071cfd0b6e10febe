package org.llavamed.eval.phantom;

import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Bootstrap;

/**
 * How much is asked.
 *
 * @param limit how many questions, from the first, at least 1; or null for all
 * @param followUps how many conversations at most; 0 for none
 * @param sensitivity how many questions are asked again without an image and with another phantom's; 0 for none
 * @param bootstrap how intervals are made
 */
public record PhantomOptions(@Nullable Integer limit, int followUps, int sensitivity, Bootstrap bootstrap) {
    /** Conversations unless set otherwise. */
    public static final int FOLLOW_UPS = 200;

    /** Questions asked again unless set otherwise. */
    public static final int SENSITIVITY = 500;

    /**
     * Checks the numbers.
     *
     * @param limit as above
     * @param followUps as above
     * @param sensitivity as above
     * @param bootstrap as above
     * @throws IllegalArgumentException naming the number that is out of its range
     */
    public PhantomOptions {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("the limit is " + limit + " but must be at least 1");
        }
        if (followUps < 0) {
            throw new IllegalArgumentException("the number of follow-ups is " + followUps + " but must be 0 or more");
        }
        if (sensitivity < 0) {
            throw new IllegalArgumentException(
                    "the number of questions for sensitivity is " + sensitivity + " but must be 0 or more");
        }
    }

    /**
     * All questions, with follow-ups and sensitivity.
     *
     * @return the options
     */
    public static PhantomOptions defaults() {
        return new PhantomOptions(null, FOLLOW_UPS, SENSITIVITY, Bootstrap.DEFAULT);
    }
}

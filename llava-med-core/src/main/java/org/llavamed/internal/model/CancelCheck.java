package org.llavamed.internal.model;

/** Asked between layers and between tokens, so that long work ends soon after it is no longer wanted. */
@FunctionalInterface
public interface CancelCheck {
    /** Never cancels. */
    CancelCheck NEVER = () -> {};

    /**
     * Returns if the work is still wanted.
     *
     * @throws java.util.concurrent.CancellationException if it is not
     */
    void check();
}

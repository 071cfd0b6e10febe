package org.llavamed.data.asking;

import org.jspecify.annotations.Nullable;

/**
 * Writes the output of a run when all was asked.
 *
 * @param <S> the type of a sample
 */
@FunctionalInterface
public interface AskingOutput<S> {
    /**
     * Writes the output.
     *
     * @param samples the samples of the run
     * @param replies the replies to them
     */
    void write(AskingSamples<S> samples, Replies replies);

    /** The replies that are kept, one at a time. */
    @FunctionalInterface
    interface Replies {
        /**
         * The reply about a sample.
         *
         * @param index index of the sample
         * @return the reply, or null if there is none
         */
        @Nullable
        KeptReply of(int index);
    }
}

package org.llavamed.data.asking;

import org.llavamed.error.LlavaMedException;

/**
 * What is asked about, in order. Used by one thread; closed at the end of a run.
 *
 * @param <S> the type of a sample
 */
public interface AskingSamples<S> extends AutoCloseable {
    /**
     * How many there are.
     *
     * @return their number
     */
    int size();

    /**
     * Names a sample; no two of a run have the same name, and it has the same in every run.
     *
     * @param index 0 to {@link #size()} - 1
     * @return its name in the journal
     */
    String key(int index);

    /**
     * Tells whether what is asked about a sample has changed between runs.
     *
     * @param index 0 to {@link #size()} - 1
     * @return a digest of what is asked
     */
    String digest(int index);

    /**
     * A sample.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the sample
     * @throws LlavaMedException if it cannot be read
     */
    S get(int index);

    @Override
    void close();
}

package org.llavamed.data.phantom;

/** Told how far writing has come. What it throws ends the run; run again, it goes on. */
@FunctionalInterface
public interface PhantomProgress {
    /** Tells nobody. */
    PhantomProgress NONE = (done, of) -> {};

    /**
     * Called after each phantom.
     *
     * @param done phantoms written or found there
     * @param of how many there will be
     */
    void at(int done, int of);
}

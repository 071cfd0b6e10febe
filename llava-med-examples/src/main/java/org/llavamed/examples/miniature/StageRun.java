package org.llavamed.examples.miniature;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;

/** What a stage has while it runs: its place in the files, and the ear of those who wait for it. */
interface StageRun {
    /** The stage's own folder; it is there. */
    Path folder();

    /** A file of the chain. */
    Path path(String relative);

    /**
     * Tells how far it has come.
     *
     * @param done share of the work, 0 to 1
     * @param text for people: {@code step 10 of 100, loss 3.2}
     */
    void progress(double done, String text);

    /** Tells something that is to be read, once. */
    void tell(String line);

    /** Whether it is to stop. */
    boolean stopped();

    /** Ends the stage if it is to stop. */
    default void requireGoing() {
        if (stopped()) {
            throw new CancellationException();
        }
    }
}

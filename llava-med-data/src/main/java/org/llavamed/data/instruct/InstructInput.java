package org.llavamed.data.instruct;

import java.nio.file.Path;
import java.util.List;
import org.llavamed.error.LlavaMedException;

/** Where samples come from. */
public interface InstructInput {
    /**
     * Chooses samples; the same file gives the same ones in the same order, and fewer of them are the first of more.
     *
     * @param maxSize how many at most, at least 1; exactly so many if there are enough
     * @param spool a file to keep them in meanwhile; replaced if it is there, removed when the samples are closed
     * @return the samples; to be closed
     * @throws LlavaMedException if the input cannot be read or is not of the expected kind; the message names file and
     *     position
     */
    InstructSamples choose(int maxSize, Path spool);

    /**
     * The files that are read, none of which may be written.
     *
     * @return their paths
     */
    List<Path> files();
}

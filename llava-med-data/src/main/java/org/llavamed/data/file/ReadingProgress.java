package org.llavamed.data.file;

/** Told from time to time how far reading has come. What it throws ends the run, and nothing of the outputs is left. */
@FunctionalInterface
public interface ReadingProgress {
    /** Tells nobody. */
    ReadingProgress NONE = (records, bytes, ofBytes) -> {};

    /**
     * Called about every thousand records.
     *
     * @param records records read in this pass
     * @param bytes bytes read in all passes
     * @param ofBytes bytes to be read in all passes, 0 if that is not known
     */
    void at(long records, long bytes, long ofBytes);
}

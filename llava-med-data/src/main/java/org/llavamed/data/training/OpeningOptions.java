package org.llavamed.data.training;

import org.llavamed.data.file.ReadingProgress;

/**
 * How a file of samples is opened.
 *
 * @param skipBad whether records that cannot be learned from are left out and counted; else the first one is an error
 * @param progress told how far the opening has come, which reads the whole file: about every thousand records
 */
public record OpeningOptions(boolean skipBad, ReadingProgress progress) {
    /** A bad record is an error; nobody is told of progress. */
    public static final OpeningOptions DEFAULT = new OpeningOptions(false, ReadingProgress.NONE);
}

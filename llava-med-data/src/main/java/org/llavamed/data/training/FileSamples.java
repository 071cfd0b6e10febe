package org.llavamed.data.training;

import java.util.List;
import org.llavamed.train.SampleSource;

/** Samples that are read from a file when they are asked for. Safe for threads; to be closed by whoever opened it. */
public interface FileSamples extends SampleSource, AutoCloseable {
    /**
     * How many bad records were left out.
     *
     * @return 0 unless {@link OpeningOptions#skipBad()}
     */
    long skipped();

    /**
     * What is wrong with the first records that were left out.
     *
     * @return up to 10 messages, each with the place of the record
     */
    List<String> problems();

    @Override
    void close();
}

package org.llavamed.train;

/**
 * Samples by number. Implementations read lazily and are safe for threads: {@link Trainer} asks for samples from several
 * threads, ahead of the step that learns from them.
 */
public interface SampleSource {
    /**
     * How many samples there are.
     *
     * @return 1 or more
     */
    int size();

    /**
     * Reads a sample. Its images are not decoded here.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the sample
     * @throws org.llavamed.error.LlavaMedException if it cannot be read; the message names file and record
     */
    TrainingSample sample(int index);

    /**
     * What sampling by length and kind needs to know, without opening an image.
     *
     * @param index 0 to {@link #size()} - 1
     * @return words of all turns, and whether there is an image
     */
    Length length(int index);

    /**
     * What sampling by group keeps together: samples that are hard to tell apart, such as images of one kind.
     *
     * @param index 0 to {@link #size()} - 1
     * @return a name, the same for all samples of the group; one group of all by default
     */
    default String group(int index) {
        return "";
    }

    /**
     * Tells this data from other data: a run is resumed on the data it began with only.
     *
     * @return a short text, the same for the same samples in the same order
     */
    String fingerprint();

    /**
     * Size and kind of a sample.
     *
     * @param words words of all turns, as split at white space
     * @param image whether it has an image
     */
    record Length(int words, boolean image) {}
}

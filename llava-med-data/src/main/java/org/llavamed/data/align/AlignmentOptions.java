package org.llavamed.data.align;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an alignment set is made like.
 *
 * @param seed of the choice of instruction and marker place
 * @param images folder of the images named after the pair ids, or null to write {@code <pair_id>.jpg} unseen
 * @param keepMissing with a folder: keep figures whose image is not there, as {@code <pair_id>.jpg}; else they are dropped
 * @param maxSize how many records are written at most, the first of the input; at least 1
 */
public record AlignmentOptions(long seed, @Nullable Path images, boolean keepMissing, long maxSize) {
    /**
     * Checks the size.
     *
     * @param seed as above
     * @param images as above
     * @param keepMissing as above
     * @param maxSize as above
     */
    public AlignmentOptions {
        if (maxSize < 1) {
            throw new IllegalArgumentException("maxSize is " + maxSize + ", not at least 1");
        }
    }

    /**
     * All records, image names as released.
     *
     * @param seed as above
     * @return the options
     */
    public static AlignmentOptions withSeed(long seed) {
        return new AlignmentOptions(seed, null, false, Long.MAX_VALUE);
    }
}

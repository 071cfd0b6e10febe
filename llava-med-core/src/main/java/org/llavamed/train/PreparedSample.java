package org.llavamed.train;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.PixelValues;
import org.llavamed.internal.training.EncodedSample;

/** A sample ready for a micro-batch; of each image either the pixels or the features a cache had. */
record PreparedSample(String id, EncodedSample tokens, List<Picture> pictures) {
    /**
     * An image of a sample.
     *
     * @param digest tells it from others
     * @param pixels for the tower, or null if the features are here
     * @param features row-major [rows, tower width], or null if they are to be computed
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier of megabytes
    record Picture(String digest, @Nullable PixelValues pixels, float @Nullable [] features) {}
}

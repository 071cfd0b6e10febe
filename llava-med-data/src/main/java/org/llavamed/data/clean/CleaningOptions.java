package org.llavamed.data.clean;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a file of replies is cleaned.
 *
 * @param seed see {@link Cleaner}
 * @param images folder of the images named after the pair ids, to write their real extension and drop records without an
 *     image; or null to write {@code <pair_id>.jpg} unseen
 * @param dropped file that gets what was dropped beside its reason, or null
 */
public record CleaningOptions(
        long seed, @Nullable Path images, @Nullable Path dropped) {}

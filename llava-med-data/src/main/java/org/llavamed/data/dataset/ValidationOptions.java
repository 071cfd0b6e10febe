package org.llavamed.data.dataset;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a validation looks at.
 *
 * @param schema the schema, or null to tell it by the first record
 * @param images folder of the images, which are then looked for, or null
 * @param decodeImages whether images are decoded as a whole, not their headers only; slow and thorough
 * @param repeatedIds how bad an identifier that comes again is
 * @param limit most errors, and most warnings, that are kept; all are counted; at least 1
 */
public record ValidationOptions(
        @Nullable DatasetSchema schema,
        @Nullable Path images,
        boolean decodeImages,
        RepeatedIds repeatedIds,
        int limit) {
    /** Tells the schema, looks at no image, keeps a thousand problems. */
    public static final ValidationOptions DEFAULT = new ValidationOptions(null, null, false, RepeatedIds.USUAL, 1_000);

    /**
     * Checks the limit.
     *
     * @param schema as above
     * @param images as above
     * @param decodeImages as above
     * @param repeatedIds as above
     * @param limit as above
     */
    public ValidationOptions {
        if (limit < 1) {
            throw new IllegalArgumentException("at least one problem is kept, not " + limit);
        }
    }
}

package org.llavamed.data.modality;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a selection reads and keeps.
 *
 * @param images folder of the images {@code <pair_id>.<extension>}, or null to decide by the text alone
 * @param keepAll whether figures with several panels or without a domain are written too
 * @param explain whether scores and reasons are added to each record under {@code modality}
 */
public record SelectionOptions(@Nullable Path images, boolean keepAll, boolean explain) {
    /** The text decides, only usable figures are kept, nothing is added. */
    public static final SelectionOptions DEFAULT = new SelectionOptions(null, false, false);
}

package org.llavamed.data.modality;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.llavamed.data.figure.Domain;

/**
 * What became of the figures of a file.
 *
 * @param read figures read
 * @param written figures written
 * @param multiPanel figures with several panels, with or without a domain; left out unless all are kept
 * @param noDomain figures with one panel and none of the five domains; left out unless all are kept
 * @param noImage figures without an image in the folder; 0 if no folder was given
 * @param unreadableImage figures whose image cannot be decoded, decided by the text alone
 * @param domains how many of the figures written have each domain; a figure with two counts twice
 * @param cancelled whether the run was cancelled; then there is no output
 */
public record SelectionCounts(
        long read,
        long written,
        long multiPanel,
        long noDomain,
        long noImage,
        long unreadableImage,
        Map<Domain, Long> domains,
        boolean cancelled) {
    /**
     * Copies the map.
     *
     * @param read as above
     * @param written as above
     * @param multiPanel as above
     * @param noDomain as above
     * @param noImage as above
     * @param unreadableImage as above
     * @param domains as above
     * @param cancelled as above
     */
    public SelectionCounts {
        EnumMap<Domain, Long> copy = new EnumMap<>(Domain.class);
        copy.putAll(domains);
        domains = Collections.unmodifiableMap(copy);
    }
}

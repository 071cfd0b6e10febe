package org.llavamed.data.phantom;

import java.util.Map;
import org.llavamed.data.figure.Domain;

/**
 * What was written.
 *
 * @param phantoms phantoms in the set
 * @param drawn image files written now; the others were there
 * @param questions questions in the set
 * @param heldOut phantoms with a combination that training never shows
 * @param domains phantoms of each domain
 */
public record PhantomCounts(int phantoms, int drawn, int questions, int heldOut, Map<Domain, Integer> domains) {
    /**
     * Copies the map.
     *
     * @param phantoms as above
     * @param drawn as above
     * @param questions as above
     * @param heldOut as above
     * @param domains as above
     */
    public PhantomCounts {
        domains = java.util.Collections.unmodifiableMap(new java.util.EnumMap<>(domains));
    }
}

package org.llavamed.data.fetch;

import java.util.Map;

/**
 * What a run did.
 *
 * @param images images that are there now because of this run
 * @param present images that were there before
 * @param missing images and lines that are in the report, by reason, also those of earlier runs that were not tried again
 * @param articles packages that were read to their end
 * @param bytes compressed bytes that came in, of failed tries too
 * @param retries tries after the first of their package
 * @param cancelled whether it was cancelled; running again goes on
 */
public record FetchSummary(
        long images,
        long present,
        Map<MissingReason, Long> missing,
        long articles,
        long bytes,
        long retries,
        boolean cancelled) {
    /**
     * Copies the counts.
     *
     * @param images as above
     * @param present as above
     * @param missing as above
     * @param articles as above
     * @param bytes as above
     * @param retries as above
     * @param cancelled as above
     */
    public FetchSummary {
        missing = Map.copyOf(missing);
    }

    /**
     * All that is missing.
     *
     * @return the sum over the reasons
     */
    public long missingTotal() {
        return missing.values().stream().mapToLong(Long::longValue).sum();
    }
}

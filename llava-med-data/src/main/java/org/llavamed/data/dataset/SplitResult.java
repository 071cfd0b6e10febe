package org.llavamed.data.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * What a split made.
 *
 * @param records records of the input
 * @param parts the parts in the order of the plan
 * @param leftOut records in no part, because all counts were reached
 * @param unknownArticles records whose article is not told, if articles were to stay together
 * @param notes what did not go as planned, in words
 */
public record SplitResult(long records, List<Part> parts, long leftOut, long unknownArticles, List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param records as above
     * @param parts as above
     * @param leftOut as above
     * @param unknownArticles as above
     * @param notes as above
     */
    public SplitResult {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /**
     * A part.
     *
     * @param name its name
     * @param file its file
     * @param records its records
     */
    public record Part(String name, Path file, long records) {}
}

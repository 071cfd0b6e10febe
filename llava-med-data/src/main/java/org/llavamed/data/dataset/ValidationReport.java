package org.llavamed.data.dataset;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a validation found.
 *
 * @param schema the schema that was checked against
 * @param records records looked at, damaged ones included
 * @param errors how many errors there are
 * @param warnings how many warnings there are
 * @param kinds how many there are of each kind, errors and warnings together
 * @param problems the first of them, up to the limit of errors and as many warnings, in the order of the file
 */
public record ValidationReport(
        DatasetSchema schema,
        long records,
        long errors,
        long warnings,
        Map<String, Long> kinds,
        List<Problem> problems) {
    /**
     * Copies the collections.
     *
     * @param schema as above
     * @param records as above
     * @param errors as above
     * @param warnings as above
     * @param kinds as above
     * @param problems as above
     */
    public ValidationReport {
        kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
        problems = List.copyOf(problems);
    }
}

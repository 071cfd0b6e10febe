package org.llavamed.data.dataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.llavamed.data.file.JsonRecord;

/** Collects problems: all are counted, the first ones are kept. */
final class Problems {
    private static final int MOST_KINDS = 10_000; // of warnings that are told once

    private final int limit;
    private final List<Problem> kept = new ArrayList<>();
    private final Map<String, Long> kinds = new TreeMap<>();
    private final Set<String> told = new HashSet<>();
    private int warningsKept;
    private long errors;
    private long warnings;

    Problems(int limit) {
        this.limit = limit;
    }

    void error(JsonRecord record, String kind, String key, String text) {
        add(new Problem(Problem.Severity.ERROR, kind, record.place(), record.number(), record.prefix() + key, text));
    }

    void warning(JsonRecord record, String kind, String key, String text) {
        add(new Problem(Problem.Severity.WARNING, kind, record.place(), record.number(), record.prefix() + key, text));
    }

    /** A warning that is the same for record after record: counted each time, told the first time. */
    void warnOnce(JsonRecord record, String kind, String key, String text) {
        if (told.contains(kind + " " + key)) {
            warnings++;
            kinds.merge(kind, 1L, Long::sum);
        } else {
            if (told.size() < MOST_KINDS) {
                told.add(kind + " " + key);
            }
            warning(record, kind, key, text + " (told once, counted each time)");
        }
    }

    void add(Problem problem) {
        boolean error = problem.severity() == Problem.Severity.ERROR;
        errors += error ? 1 : 0;
        warnings += error ? 0 : 1;
        kinds.merge(problem.kind(), 1L, Long::sum);
        int keptSoFar = error ? kept.size() - warningsKept : warningsKept;
        if (keptSoFar < limit) {
            kept.add(problem);
            warningsKept += error ? 0 : 1;
        }
    }

    /** A text that can be written to a file again. */
    boolean isText(JsonRecord record, String key, String text) {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            return true;
        }
        error(record, "text", key, "holds half a surrogate pair");
        return false;
    }

    ValidationReport report(DatasetSchema schema, long records) {
        return new ValidationReport(schema, records, errors, warnings, kinds, kept);
    }
}

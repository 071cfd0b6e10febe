package org.llavamed.data.dataset;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/**
 * Checks every record of a file strictly and reports all problems, not only the first. In JSON lines a damaged line is a
 * problem like others; in an array or in groups nothing can be read after a syntax error.
 */
public final class DatasetValidator {
    private static final int STEP = 1_000;

    private final Path file;
    private final DatasetSchema schema;
    private final RecordCheck check;
    private final @Nullable ImageCheck images;
    private final Problems problems;
    private final boolean repeatedIsError;
    private final LongTable ids = new LongTable();
    private final KeyHash hash = new KeyHash(0);

    private DatasetValidator(Path file, DatasetSchema schema, ValidationOptions options) {
        this.file = file;
        this.schema = schema;
        this.check = RecordCheck.of(schema);
        this.images = options.images() == null ? null : new ImageCheck(options.images(), options.decodeImages());
        this.problems = new Problems(options.limit());
        this.repeatedIsError = options.repeatedIds().isError(schema);
    }

    /**
     * Validates a file.
     *
     * @param file the file
     * @param options what is looked at
     * @param progress told how far it is
     * @return what was found
     * @throws LlavaMedException if the file or the image folder cannot be opened, or the schema is to be told by the content
     *     and cannot be
     */
    public static ValidationReport run(Path file, ValidationOptions options, ReadingProgress progress) {
        DatasetSchema schema = RecordPass.schema(file, options.schema());
        return new DatasetValidator(file, schema, options).run(progress);
    }

    private ValidationReport run(ReadingProgress progress) {
        long bytes = RecordPass.size(file);
        long records = 0;
        try (RecordReader reader = RecordReader.open(file)) {
            long before = -1;
            while (true) {
                try {
                    JsonRecord record = reader.next();
                    if (record == null) {
                        break;
                    }
                    records++;
                    look(record);
                } catch (LlavaMedException e) {
                    records++;
                    problems.add(new Problem(
                            Problem.Severity.ERROR, "json", e.getMessage(), records, "", "this record cannot be read"));
                    // A line is passed by; anything else, or a disk that fails again and again, ends it.
                    if (reader.layout() != RecordLayout.LINES || reader.bytesRead() == before) {
                        break;
                    }
                    before = reader.bytesRead();
                }
                if (records % STEP == 0) {
                    progress.at(records, reader.bytesRead(), bytes);
                }
            }
            progress.at(records, reader.bytesRead(), bytes);
        }
        return problems.report(schema, records);
    }

    private void look(JsonRecord record) {
        check.check(record, problems);
        repeated(record);
        if (images != null) {
            images.check(record, problems);
        }
    }

    private void repeated(JsonRecord record) {
        String key = check.idKey();
        var value = record.find(key);
        if (value == null || !(value.isTextual() || value.isIntegralNumber())) {
            return; // told by the check
        }
        // A figure of two domains stands in two groups.
        long hashed = hash.of(record.group() == null ? "" : record.group(), value.asText());
        long first = ids.get(hashed, 0);
        if (first == 0) {
            ids.put(hashed, record.number());
            return;
        }
        String text = "\"" + value.asText() + "\" was in record " + first + " before";
        if (repeatedIsError) {
            problems.error(record, "repeated-id", key, text);
        } else {
            problems.warning(record, "repeated-id", key, text);
        }
    }
}

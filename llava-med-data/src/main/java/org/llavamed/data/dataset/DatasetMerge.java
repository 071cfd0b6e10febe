package org.llavamed.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * Puts several files of one schema into one, in the order given. {@code conversatons} becomes {@code conversations}; all else
 * stays as it is. Groups are not kept: each record's {@code domain} tells where it was.
 */
public final class DatasetMerge {
    private static final int SHOWN = 20;

    private final List<Path> inputs;
    private final Duplicates duplicates;
    private final KeyHash hash = new KeyHash(0);
    /** Identifier to the content of its first record. */
    private final LongTable seen = new LongTable();

    private final List<String> places = new ArrayList<>();
    private long same;
    private long differing;
    private long misspelt;

    private DatasetMerge(List<Path> inputs, Duplicates duplicates) {
        this.inputs = inputs;
        this.duplicates = duplicates;
    }

    /** What is done about a record whose identifier was there before. */
    public enum Duplicates {
        /** The merge fails and lists them. */
        REFUSE,
        /** The first is kept, the others are dropped. */
        DROP,
        /** All are kept. */
        KEEP
    }

    /**
     * What a merge made.
     *
     * @param records records read
     * @param written records written
     * @param same records whose identifier was there before, with the same content
     * @param differing records whose identifier was there before, with other content
     * @param misspelt records whose {@code conversatons} was corrected
     * @param duplicates the first twenty of those, in words
     */
    public record Result(
            long records, long written, long same, long differing, long misspelt, List<String> duplicates) {
        /**
         * Copies the list.
         *
         * @param records as above
         * @param written as above
         * @param same as above
         * @param differing as above
         * @param misspelt as above
         * @param duplicates as above
         */
        public Result {
            duplicates = List.copyOf(duplicates);
        }
    }

    /**
     * Merges files.
     *
     * @param inputs one or more files of the same schema
     * @param output where to: an array if its name ends in {@code .json}, else JSON lines
     * @param duplicates what is done about identifiers that come again
     * @param progress told how far it is
     * @return what was made
     * @throws LlavaMedException if an input is damaged, schemas differ, identifiers come again and are refused, an input would
     *     be overwritten, or the output cannot be written
     */
    public static Result run(List<Path> inputs, Path output, Duplicates duplicates, ReadingProgress progress) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("nothing to merge");
        }
        return new DatasetMerge(List.copyOf(inputs), duplicates).merge(output, progress);
    }

    private Result merge(Path output, ReadingProgress progress) {
        @Nullable DatasetSchema schema = null;
        for (Path input : inputs) {
            RecordPass.mustBeFile(input);
            OutputFiles.apart(input, output);
            DatasetSchema other = DatasetSchema.detect(input);
            if (schema != null && other != schema) {
                throw new LlavaMedException(input + ": holds " + other.key() + ", but " + inputs.get(0) + " holds "
                        + schema.key() + "; only one kind of record goes into a file");
            }
            schema = other;
        }
        RecordPass pass = new RecordPass(progress, inputs, 1);
        long records = 0;
        try (RecordWriter writer = RecordWriter.create(output)) {
            for (Path input : inputs) {
                records += pass.forEach(input, record -> add(record, writer));
            }
            if (duplicates == Duplicates.REFUSE && same + differing > 0) {
                throw new LlavaMedException((same + differing)
                        + " records have an identifier that was there before; drop or keep them: "
                        + String.join("; ", places) + (same + differing > SHOWN ? "; ..." : ""));
            }
            writer.commit();
            return new Result(records, writer.written(), same, differing, misspelt, places);
        }
    }

    private void add(JsonRecord record, RecordWriter writer) {
        var corrected = Spelling.corrected(record.object());
        boolean again = false;
        String id = RecordKeys.id(record);
        if (id != null) {
            long key = hash.of("id", id);
            long content = hash.of("content", RecordWriter.text(corrected));
            again = seen.contains(key);
            if (!again) {
                seen.put(key, content);
            } else {
                boolean alike = seen.get(key, 0) == content;
                same += alike ? 1 : 0;
                differing += alike ? 0 : 1;
                if (places.size() < SHOWN) {
                    places.add(record.place() + ": \"" + id + "\" was there before"
                            + (alike ? "" : " with other content"));
                }
            }
        }
        if (!again || duplicates == Duplicates.KEEP) {
            misspelt += Spelling.isWrong(record.object()) ? 1 : 0;
            writer.write(corrected);
        }
    }
}

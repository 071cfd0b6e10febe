package org.llavamed.data.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/** Goes through files once or twice and tells how far it is. */
final class RecordPass {
    private static final int STEP = 1_000;

    private final ReadingProgress progress;
    private final long ofBytes;
    private long bytesBefore;

    RecordPass(ReadingProgress progress, List<Path> files, int passes) {
        this.progress = progress;
        this.ofBytes = passes * files.stream().mapToLong(RecordPass::size).sum();
    }

    static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /** What is read twice cannot be a pipe. */
    static void mustBeFile(Path file) {
        if (isPipe(file)) {
            throw new LlavaMedException(file + ": is no regular file; it is read twice");
        }
    }

    /** The schema that is given, or the one that the first record tells. */
    static DatasetSchema schema(Path file, @Nullable DatasetSchema given) {
        if (given == null && isPipe(file)) {
            throw new LlavaMedException(
                    file + ": is no regular file, so that its records cannot be looked at first; name their schema");
        }
        return given == null ? DatasetSchema.detect(file) : given;
    }

    private static boolean isPipe(Path file) {
        return Files.exists(file) && !Files.isDirectory(file) && !Files.isRegularFile(file);
    }

    /** Hands each record of a file over; returns how many there were. */
    long forEach(Path file, Consumer<JsonRecord> consumer) {
        try (RecordReader reader = RecordReader.open(file)) {
            long records = 0;
            for (JsonRecord record = reader.next(); record != null; record = reader.next()) {
                consumer.accept(record);
                records++;
                if (records % STEP == 0) {
                    progress.at(records, bytesBefore + reader.bytesRead(), ofBytes);
                }
            }
            reader.requireRecords();
            bytesBefore += reader.bytesRead();
            progress.at(records, bytesBefore, ofBytes);
            return records;
        }
    }
}

package org.llavamed.data.training;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordReader;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/**
 * What one reading of a whole file finds.
 *
 * @param layout how the file holds its records
 * @param index where the usable ones are
 * @param digest SHA-256 of the file
 * @param skipped how many records are left out
 * @param problems what is wrong with the first of those
 */
record OpeningPass(RecordLayout layout, RecordIndex index, String digest, long skipped, List<String> problems) {
    private static final int STEP = 1_000;
    private static final int MOST_PROBLEMS = 10;

    static OpeningPass over(Path path, UnchangedFile file, boolean withFolder, OpeningOptions options) {
        MessageDigest digest = Sha256.start();
        RecordIndex index = new RecordIndex();
        List<String> problems = new ArrayList<>();
        long skipped = 0;
        RecordLayout layout;
        try (RecordReader reader = RecordReader.open(path, digest)) {
            layout = reader.layout();
            if (layout == RecordLayout.GROUPS) {
                throw new LlavaMedException(
                        path + ": holds lists grouped by keys; a JSON array or one JSON object a line is expected");
            }
            long lastBad = -1;
            while (true) {
                JsonRecord json = null;
                SampleRecord record = null;
                int number = 0;
                try {
                    json = reader.next();
                    if (json == null) {
                        break;
                    }
                    number = json.number();
                    record = SampleRecord.parse(json);
                } catch (LlavaMedException e) {
                    // A line is passed by; what comes after a fault of an array's syntax cannot be told; and a disk may
                    // fail
                    // again and again.
                    boolean lost = json == null && (layout != RecordLayout.LINES || reader.bytesRead() == lastBad);
                    if (!options.skipBad() || lost) {
                        throw e;
                    }
                    lastBad = reader.bytesRead();
                    skipped++;
                    if (problems.size() < MOST_PROBLEMS) {
                        problems.add(e.getMessage());
                    }
                }
                if (record != null) {
                    requireFolder(record, withFolder);
                    int length = (int) (reader.end() - reader.begin()); // the reader allows 16 MiB
                    index.add(reader.begin(), length, number, record);
                }
                if ((index.size() + skipped) % STEP == 0) {
                    options.progress().at(index.size() + skipped, reader.bytesRead(), file.size());
                }
            }
            if (skipped == 0) {
                reader.requireRecords();
            }
            options.progress().at(index.size() + skipped, reader.bytesRead(), file.size());
        }
        if (index.size() == 0) {
            throw new LlavaMedException(
                    path + ": none of its " + skipped + " records can be used, for instance: " + problems.get(0));
        }
        index.trim();
        return new OpeningPass(layout, index, Sha256.hex(digest), skipped, List.copyOf(problems));
    }

    /** Told at once, not when the first image is needed hours later; and never a reason to leave records out. */
    private static void requireFolder(SampleRecord record, boolean withFolder) {
        if (!withFolder && !record.images().isEmpty()) {
            throw new LlavaMedException(record.place() + ": has an image, but no image folder is given");
        }
    }
}

package org.llavamed.data.training;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/**
 * What one reading of a whole file finds.
 *
 * @param index where the usable ones are
 * @param digest SHA-256 of the file
 * @param skipped how many records are left out
 * @param problems what is wrong with the first of those
 */
record OpeningPass(RecordIndex index, String digest, long skipped, List<String> problems) {
    static final int STEP = 1_000;
    private static final int MOST_PROBLEMS = 10;

    static OpeningPass over(
            Path path, UnchangedFile file, RecordCursor.Kind kind, boolean withFolder, OpeningOptions options) {
        MessageDigest digest = Sha256.start();
        RecordIndex index = new RecordIndex();
        List<String> problems = new ArrayList<>();
        long skipped = 0;
        try (RecordCursor cursor = kind.open(path, digest)) {
            while (true) {
                SampleRecord record = null;
                try {
                    record = cursor.next();
                    if (record == null) {
                        break;
                    }
                } catch (LlavaMedException e) {
                    if (!options.skipBad() || cursor.lost()) {
                        throw e;
                    }
                    skipped++;
                    if (problems.size() < MOST_PROBLEMS) {
                        problems.add(e.getMessage());
                    }
                }
                if (record != null) {
                    requireFolder(record, withFolder);
                    int length = (int) (cursor.end() - cursor.begin()); // a record has 16 MiB at most
                    index.add(cursor.begin(), length, cursor.number(), record);
                }
                if ((index.size() + skipped) % STEP == 0) {
                    options.progress().at(index.size() + skipped, cursor.bytesRead(), file.size());
                }
            }
            if (skipped == 0) {
                cursor.requireRecords();
            }
            options.progress().at(index.size() + skipped, cursor.bytesRead(), file.size());
        }
        if (index.size() == 0) {
            throw new LlavaMedException(
                    path + ": none of its " + skipped + " records can be used, for instance: " + problems.get(0));
        }
        index.trim();
        return new OpeningPass(index, Sha256.hex(digest), skipped, List.copyOf(problems));
    }

    /** Told at once, not when the first image is needed hours later; and never a reason to leave records out. */
    private static void requireFolder(SampleRecord record, boolean withFolder) {
        if (!withFolder && !record.images().isEmpty()) {
            throw new LlavaMedException(record.place() + ": has an image, but no image folder is given");
        }
    }
}

package org.llavamed.data.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.Lines;
import org.llavamed.data.file.LockedFile;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordWriter;
import org.llavamed.error.LlavaMedException;

/**
 * The report of what is missing. It grows line by line and so is there after a kill too; the next run drops what may have
 * changed and need not try what has not. Thread-safe.
 */
final class MissingReport implements AutoCloseable {
    private final Path file;
    private final LockedFile locked; // not a channel: an interrupted thread would close that
    private final Map<Long, MissingReason> known;

    private MissingReport(Path file, LockedFile locked, Map<Long, MissingReason> known) {
        this.file = file;
        this.locked = locked;
        this.known = known;
    }

    /** Opens a report to go on with it, or makes it. Lines of images that are there now are dropped. */
    static MissingReport open(Path file, boolean forget, Predicate<String> present) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new LlavaMedException(file + ": is not a regular file");
        }
        Map<Long, MissingReason> known = new HashMap<>();
        close(
                file,
                LockedFile.open(
                        file, file)); // nobody else writes it; a file that is open could not be replaced everywhere
        try (RecordWriter kept = RecordWriter.create(file, RecordLayout.LINES)) {
            try (Lines lines = Lines.open(file, null)) {
                for (Lines.Line line = lines.next(); line != null && line.complete(); line = lines.next()) {
                    JsonRecord json = JsonRecord.parse(line);
                    MissingReason reason = MissingReason.of(json.string("reason"));
                    if (reason == null) {
                        throw json.refuse("reason", "is none of a report of missing images; is this one?");
                    }
                    String pairId = json.optionalString("pair_id");
                    if (!forget && reason.permanent() && pairId != null && !present.test(pairId)) {
                        known.put(hash(pairId, json.string("url"), json.string("path")), reason);
                        kept.write(json.object());
                    }
                }
            }
            kept.commit();
        }
        return new MissingReport(file, LockedFile.open(file, file), known);
    }

    /** Why an image could not be had by an earlier run, or null. */
    @Nullable
    MissingReason known(ImageUrl image) {
        return known.get(hash(image.pairId(), image.address().toString(), image.path()));
    }

    private static long hash(String pairId, String address, String path) {
        return PairId.hash64(pairId + "\n" + address + "\n" + path);
    }

    synchronized void add(MissingImage missing) {
        try {
            locked.atEnd().write((RecordWriter.text(missing.json()) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
    }

    @Override
    public void close() {
        close(file, locked);
    }

    private static void close(Path file, LockedFile locked) {
        try {
            locked.close();
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be closed (" + e + ")", e);
        }
    }
}

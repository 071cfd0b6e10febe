package org.llavamed.data.training;

import java.nio.file.Path;
import java.util.List;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.SampleSource.Length;

/** The usable records of a file by their number, each read again when it is asked for. Safe for threads. */
final class RecordFile implements AutoCloseable {
    private final Path path;
    private final UnchangedFile file;
    private final RecordCursor.Kind kind;
    private final OpeningPass found;

    private RecordFile(Path path, UnchangedFile file, RecordCursor.Kind kind, OpeningPass found) {
        this.path = path;
        this.file = file;
        this.kind = kind;
        this.found = found;
    }

    /** Reads the file once; {@code withFolder} says whether records may have images. */
    static RecordFile open(Path path, RecordCursor.Kind kind, boolean withFolder, OpeningOptions options) {
        UnchangedFile opened = UnchangedFile.open(path);
        boolean done = false;
        try {
            OpeningPass found = OpeningPass.over(path, opened, kind, withFolder, options);
            opened.requireUnchanged(); // what was read is what will be read
            done = true;
            return new RecordFile(path, opened, kind, found);
        } finally {
            if (!done) {
                opened.close();
            }
        }
    }

    int size() {
        return found.index().size();
    }

    SampleRecord record(int i) {
        RecordIndex index = found.index();
        byte[] bytes = file.read(index.begin(checked(i)), index.length(i));
        SampleRecord record;
        try {
            record = kind.again(path, index.number(i), bytes);
        } catch (LlavaMedException e) { // it was good when the file was opened
            throw file.changed(e.getMessage(), e);
        }
        if (!index.same(i, record)) {
            throw file.changed(record.place() + " is another record", null);
        }
        return record;
    }

    Length length(int i) {
        return new Length(found.index().words(checked(i)), found.index().image(i));
    }

    String group(int i) {
        return Integer.toString(found.index().domains(checked(i)));
    }

    private int checked(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("sample " + index + " of " + size());
        }
        return index;
    }

    /** SHA-256 and size of the file and the number of samples. */
    String fingerprint() {
        return "sha256:" + found.digest() + ", " + file.size() + " bytes, " + size() + " samples";
    }

    long skipped() {
        return found.skipped();
    }

    List<String> problems() {
        return found.problems();
    }

    @Override
    public void close() {
        file.close();
    }
}

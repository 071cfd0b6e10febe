package org.llavamed.data.training;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordLayout;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/** Records of a JSON array or of JSON lines. */
final class JsonCursor implements RecordCursor {
    private final RecordReader reader;
    private final Function<JsonRecord, SampleRecord> parser;
    private int number;
    private long lastBad = -1;
    private boolean lost;

    private JsonCursor(Path file, @Nullable MessageDigest digest, Function<JsonRecord, SampleRecord> parser) {
        this.reader = RecordReader.open(file, digest);
        this.parser = parser;
        if (reader.layout() == RecordLayout.GROUPS) {
            reader.close();
            throw new LlavaMedException(
                    file + ": holds lists grouped by keys; a JSON array or one JSON object a line is expected");
        }
    }

    /** The kind of file whose objects a parser makes records of. */
    static Kind kind(Function<JsonRecord, SampleRecord> parser) {
        return new Kind() {
            // How the file holds its records is known when it was read once, and the same for all of them.
            private volatile RecordLayout layout = RecordLayout.LINES;

            @Override
            public RecordCursor open(Path file, @Nullable MessageDigest digest) {
                JsonCursor cursor = new JsonCursor(file, digest, parser);
                layout = cursor.reader.layout();
                return cursor;
            }

            @Override
            public SampleRecord again(Path file, int number, byte[] bytes) {
                return parser.apply(JsonRecord.parse(file, layout, number, bytes));
            }
        };
    }

    @Override
    public @Nullable SampleRecord next() {
        JsonRecord json = null;
        try {
            json = reader.next();
            if (json == null) {
                return null;
            }
            number = json.number();
            return parser.apply(json);
        } catch (LlavaMedException e) {
            // A line is passed by; what comes after a fault of an array's syntax cannot be told; and a disk may fail
            // again
            // and again.
            lost = json == null && (reader.layout() != RecordLayout.LINES || reader.bytesRead() == lastBad);
            lastBad = reader.bytesRead();
            throw e;
        }
    }

    @Override
    public boolean lost() {
        return lost;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public long begin() {
        return reader.begin();
    }

    @Override
    public long end() {
        return reader.end();
    }

    @Override
    public long bytesRead() {
        return reader.bytesRead();
    }

    @Override
    public void requireRecords() {
        reader.requireRecords();
    }

    @Override
    public void close() {
        reader.close();
    }
}

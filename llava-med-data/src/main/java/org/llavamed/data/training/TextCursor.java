package org.llavamed.data.training;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.Lines;
import org.llavamed.error.LlavaMedException;

/** Lines of a text file, each a document; empty lines are none. */
final class TextCursor implements RecordCursor {
    static final Kind KIND = new Kind() {
        @Override
        public RecordCursor open(Path file, @Nullable MessageDigest digest) {
            return new TextCursor(file, Lines.open(file, digest));
        }

        @Override
        public SampleRecord again(Path file, int number, byte[] bytes) {
            return record(new Lines.Line(file, number, ByteBuffer.wrap(bytes), bytes.length, true));
        }
    };

    private final Path file;
    private final Lines lines;
    private int number;
    private long begin;
    private long end;
    private long lastBad = -1;
    private boolean given;
    private boolean lost;

    private TextCursor(Path file, Lines lines) {
        this.file = file;
        this.lines = lines;
    }

    @Override
    public @Nullable SampleRecord next() {
        try {
            for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
                number = line.number();
                end = line.end() - (line.complete() ? 1 : 0);
                begin = end - line.bytes().remaining();
                if (!line.text().isBlank()) {
                    given = true;
                    return record(line);
                }
            }
            return null;
        } catch (LlavaMedException e) {
            lost = end == lastBad; // a disk may fail again and again
            lastBad = end;
            throw e;
        }
    }

    private static SampleRecord record(Lines.Line line) {
        String place = line.file() + ":" + line.number();
        String text = line.text();
        if (text.indexOf('\0') >= 0) {
            throw new LlavaMedException(place + ": holds a NUL character; is it UTF-8 text?");
        }
        return RecordTexts.document(place, "line " + line.number(), text.strip());
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
        return begin;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long bytesRead() {
        return end;
    }

    @Override
    public void requireRecords() {
        if (!given) {
            throw new LlavaMedException(file + ": has no text");
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}

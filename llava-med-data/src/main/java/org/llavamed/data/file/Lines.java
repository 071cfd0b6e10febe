package org.llavamed.data.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** The lines of a UTF-8 text file, one at a time, so that a wrong file of any size costs no memory. Not thread-safe. */
public final class Lines implements AutoCloseable {
    /** Longest line in bytes: 16 MiB. */
    public static final int MAX_BYTES = 16 << 20;

    private final Path file;
    private final InputStream in;
    private int number;
    private long position;
    private boolean inTooLong;

    private Lines(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /**
     * One line.
     *
     * @param file where it stands
     * @param number its number, from 1
     * @param bytes its bytes without the end of the line
     * @param end offset in the file just after the end of the line
     * @param complete false if the file ends before the line does
     */
    public record Line(Path file, int number, ByteBuffer bytes, long end, boolean complete) {
        /**
         * The characters of the line.
         *
         * @return the text, without a byte order mark
         * @throws LlavaMedException if the bytes are not UTF-8
         */
        public String text() {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(bytes.duplicate())
                        .toString();
                boolean marked = number == 1 && text.startsWith("\uFEFF");
                return marked ? text.substring(1) : text;
            } catch (CharacterCodingException e) {
                throw new LlavaMedException(file + ":" + number + ": is not UTF-8 text", e);
            }
        }
    }

    /**
     * Opens a file.
     *
     * @param file the file; a pipe will do
     * @param digest what is read goes into it too, if there is one
     * @return its lines; to be closed
     * @throws LlavaMedException if it cannot be read
     */
    public static Lines open(Path file, @Nullable MessageDigest digest) {
        if (Files.isDirectory(file) || !Files.exists(file)) {
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is a folder" : "no such file"));
        }
        try {
            InputStream stream = SequentialInputStream.open(file);
            InputStream digested = digest == null ? stream : new DigestInputStream(stream, digest);
            return of(file, new BufferedInputStream(digested, 1 << 16));
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /**
     * Reads a stream, for a file that is open already: closing a second stream of it would give up its locks.
     *
     * @param file its name, for messages
     * @param in the stream, buffered
     * @return its lines; closing them closes the stream
     */
    public static Lines of(Path file, InputStream in) {
        return new Lines(file, in);
    }

    /**
     * The next line. A file that ends in a line end has no empty line after it. After a line that is too long the next call
     * gives the one below it.
     *
     * @return the line, or null at the end
     * @throws LlavaMedException if reading fails or the line is longer than {@link #MAX_BYTES}
     */
    public @Nullable Line next() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        number++;
        try {
            skipTooLong();
            for (int b = in.read(); b >= 0; b = in.read()) {
                position++;
                if (b == '\n') {
                    return line(line, true);
                }
                if (line.size() == MAX_BYTES) {
                    inTooLong = true;
                    throw new LlavaMedException(file + ":" + number + ": longer than " + MAX_BYTES
                            + " bytes; one record a line is expected");
                }
                line.write(b);
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ":" + number + ": cannot be read (" + e + ")", e);
        }
        return line.size() == 0 ? null : line(line, false);
    }

    /** The next line begins after the rest of the one that was refused. */
    private void skipTooLong() throws IOException {
        while (inTooLong) {
            int b = in.read();
            position += b < 0 ? 0 : 1;
            inTooLong = b >= 0 && b != '\n';
        }
    }

    private Line line(ByteArrayOutputStream bytes, boolean complete) {
        return new Line(file, number, ByteBuffer.wrap(bytes.toByteArray()), position, complete);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be closed (" + e + ")", e);
        }
    }
}

package org.llavamed.data.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * The records of a JSON file, one at a time: JSON lines, an array, or lists grouped by a key; the layout is told by the
 * content, never by the name. A record may have up to {@link Lines#MAX_BYTES} bytes, the file any number. Not thread-safe.
 */
public final class RecordReader implements AutoCloseable {
    private final Path file;
    private final RecordLayout layout;
    private final @Nullable Lines lines;
    private final BudgetInputStream in;
    private final @Nullable JsonParser parser;
    private int number;
    private long begin;
    private long end;
    private boolean given;
    private @Nullable String group;
    private boolean ended;

    private RecordReader(Path file, RecordLayout layout, BudgetInputStream in) throws IOException {
        this.file = file;
        this.layout = layout;
        this.in = in;
        if (layout == RecordLayout.LINES) {
            in.allowAll();
            lines = Lines.of(file, in);
            parser = null;
        } else {
            lines = null;
            parser = JsonRecord.MAPPER.createParser(in);
            parser.nextToken(); // '[' or '{', as the layout says
        }
    }

    /**
     * Opens a file.
     *
     * @param file the file; a pipe will do
     * @return its records; to be closed
     * @throws LlavaMedException if it cannot be read or does not begin like JSON
     */
    public static RecordReader open(Path file) {
        return open(file, null);
    }

    /**
     * Opens a file whose bytes are to be known by their digest.
     *
     * @param file the file; a pipe will do
     * @param digest what is read goes into it too, if there is one: when {@link #next} has returned null, the whole file
     * @return its records; to be closed
     * @throws LlavaMedException if it cannot be read or does not begin like JSON
     */
    public static RecordReader open(Path file, @Nullable MessageDigest digest) {
        if (Files.isDirectory(file) || !Files.exists(file)) {
            throw new LlavaMedException(file + ": " + (Files.exists(file) ? "is a folder" : "no such file"));
        }
        try {
            InputStream stream = SequentialInputStream.open(file);
            try {
                InputStream digested = digest == null ? stream : new DigestInputStream(stream, digest);
                BufferedInputStream buffered = new BufferedInputStream(digested, 1 << 16);
                RecordLayout layout = LayoutDetection.detect(file, buffered);
                return new RecordReader(file, layout, new BudgetInputStream(buffered));
            } catch (IOException | RuntimeException e) {
                stream.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be read (" + e + ")", e);
        }
    }

    /**
     * How the file holds its records.
     *
     * @return the layout
     */
    public RecordLayout layout() {
        return layout;
    }

    /**
     * Complains about a file without any record; to be called at the end.
     *
     * @throws LlavaMedException if {@link #next} has given none
     */
    public void requireRecords() {
        if (!given) {
            throw new LlavaMedException(file + ": has no records");
        }
    }

    /**
     * How far reading has come, for progress.
     *
     * @return bytes taken from the file so far; up to a buffer more than the records handed out
     */
    public long bytesRead() {
        return in.count();
    }

    /**
     * Where the record that {@link #next} gave last begins; from there to {@link #end} it can be read again with {@link
     * JsonRecord#parse(Path, RecordLayout, int, byte[])}.
     *
     * @return offset in the file in bytes
     */
    public long begin() {
        return begin;
    }

    /**
     * Where the record that {@link #next} gave last ends.
     *
     * @return offset in the file in bytes, just after it
     */
    public long end() {
        return end;
    }

    /**
     * The next record. After a complaint about one line of JSON lines the next call goes on with the line after it; in
     * the other layouts nothing can be read after a syntax error.
     *
     * @return the record, or null at the end
     * @throws LlavaMedException if it is not a JSON object, is too long, or reading fails; the message names file and
     *     position
     */
    public @Nullable JsonRecord next() {
        JsonRecord record = parser == null ? nextLine() : nextElement(parser);
        given |= record != null;
        return record;
    }

    private @Nullable JsonRecord nextLine() {
        if (lines == null) {
            throw new IllegalStateException("no lines");
        }
        for (Lines.Line line = lines.next(); line != null; line = lines.next()) {
            if (!line.text().isBlank()) {
                end = line.end() - (line.complete() ? 1 : 0);
                begin = end - line.bytes().remaining();
                return JsonRecord.parse(line);
            }
        }
        return null;
    }

    private @Nullable JsonRecord nextElement(JsonParser json) {
        if (ended) {
            return null;
        }
        in.allowRecord();
        number++;
        try {
            JsonToken token = json.nextToken();
            while (layout == RecordLayout.GROUPS && token != JsonToken.START_OBJECT) {
                if (token == JsonToken.END_OBJECT || token == null) {
                    break;
                }
                token = token == JsonToken.END_ARRAY ? json.nextToken() : token;
                if (token == JsonToken.FIELD_NAME) {
                    group = json.currentName();
                    number = 1;
                    if (json.nextToken() != JsonToken.START_ARRAY) {
                        throw refuse(json, "\"" + group + "\" is not a list of records");
                    }
                    token = json.nextToken();
                } else if (token != JsonToken.END_OBJECT && token != JsonToken.START_OBJECT) {
                    throw refuse(json, "an object is expected, not " + token);
                }
            }
            if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
                number--;
                if (json.nextToken() != null) {
                    throw refuse(json, "there is more text after the end of the JSON value");
                }
                ended = true;
                return null;
            }
            if (token == null) {
                throw refuse(json, "the file ends too early");
            }
            if (token != JsonToken.START_OBJECT) {
                throw refuse(json, "an object is expected, not " + token);
            }
            begin = json.currentTokenLocation().getByteOffset();
            JsonNode node = JsonRecord.MAPPER.readTree(json);
            end = json.currentLocation().getByteOffset();
            String place = file + ": " + (group == null ? "" : group + " ") + "record " + number;
            return new JsonRecord(place, number, group, "", node);
        } catch (JsonProcessingException e) {
            throw refuse(json, JsonRecord.problem(e), e);
        } catch (NumberFormatException e) {
            throw refuse(json, "a number is out of range", e);
        } catch (IOException e) {
            throw new LlavaMedException(file + ": record " + number + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private LlavaMedException refuse(JsonParser json, String problem) {
        return refuse(json, problem, null);
    }

    private LlavaMedException refuse(JsonParser json, String problem, @Nullable Exception cause) {
        var at = cause instanceof JacksonException e && e.getLocation() != null
                ? e.getLocation()
                : json.currentTokenLocation();
        return new LlavaMedException(
                file + ":" + Math.max(1, at.getLineNr()) + ":" + Math.max(1, at.getColumnNr()) + ": "
                        + (group == null ? "" : group + " ") + "record " + Math.max(1, number) + ": " + problem,
                cause);
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

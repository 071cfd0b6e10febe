package org.llavamed.data.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Writes records to a file, one at a time. The file appears under its name whole, with {@link #commit}, or not at all; until
 * then it is {@code <name>.part}. Something that is no regular file, such as a pipe or {@code /dev/stdout}, is written
 * directly. Not thread-safe.
 */
public final class RecordWriter implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path file;
    private final Path part;
    private final RecordLayout layout;
    private final BufferedWriter out;
    private long written;
    private boolean done;

    private RecordWriter(Path file, Path part, RecordLayout layout, BufferedWriter out) {
        this.file = file;
        this.part = part;
        this.layout = layout;
        this.out = out;
    }

    /**
     * Begins a file: an array if its name ends in {@code .json}, else JSON lines.
     *
     * @param file the file; its folder is made if needed, and a file of that name is replaced on {@link #commit}
     * @return the writer; to be closed
     * @throws LlavaMedException if it cannot be written
     */
    public static RecordWriter create(Path file) {
        return create(file, file.toString().endsWith(".json") ? RecordLayout.ARRAY : RecordLayout.LINES);
    }

    /**
     * Begins a file.
     *
     * @param file as above
     * @param layout {@link RecordLayout#LINES} or {@link RecordLayout#ARRAY}
     * @return the writer; to be closed
     * @throws LlavaMedException if it cannot be written
     */
    public static RecordWriter create(Path file, RecordLayout layout) {
        if (layout == RecordLayout.GROUPS) {
            throw new IllegalArgumentException("groups are read only");
        }
        if (Files.isDirectory(file)) {
            throw new LlavaMedException(file + ": is a folder");
        }
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            boolean direct = Files.exists(file) && !Files.isRegularFile(file);
            Path part = direct ? file : AtomicFile.part(file);
            RecordWriter writer = new RecordWriter(file, part, layout, Files.newBufferedWriter(part));
            writer.out.write(layout == RecordLayout.ARRAY ? "[" : "");
            return writer;
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
    }

    /**
     * Adds a record.
     *
     * @param record a JSON object
     * @throws LlavaMedException if writing fails
     */
    public void write(JsonNode record) {
        try {
            if (layout == RecordLayout.ARRAY) {
                out.write(written == 0 ? "\n" : ",\n");
            }
            out.write(text(record));
            if (layout == RecordLayout.LINES) {
                out.write('\n');
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
        written++;
    }

    /**
     * The JSON of a value on one line, for journals and the like.
     *
     * @param value any value
     * @return its JSON
     */
    public static String text(JsonNode value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    /**
     * How many records there are.
     *
     * @return the number of records added
     */
    public long written() {
        return written;
    }

    /**
     * Ends the file and puts it in its place.
     *
     * @throws LlavaMedException if that fails; what was there before is then still there
     */
    public void commit() {
        try {
            if (layout == RecordLayout.ARRAY) {
                out.write(written == 0 ? "]\n" : "\n]\n");
            }
            out.close();
            if (!part.equals(file)) {
                AtomicFile.publish(part, file);
            }
            done = true;
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
    }

    /** Closes the writer; without {@link #commit} nothing is left of the file. */
    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        @Nullable IOException problem = null;
        try {
            out.close();
        } catch (IOException e) {
            problem = e; // it was to be thrown away; only a failing removal leaves something behind
        }
        try {
            if (!part.equals(file)) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            if (problem != null) {
                e.addSuppressed(problem);
            }
            throw new LlavaMedException(part + ": cannot be removed (" + e + ")", e);
        }
    }
}

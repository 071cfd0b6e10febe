package org.llavamed.data.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * Writes records to a file, one at a time. The file appears under its name whole, with {@link #commit}, or not at all; until
 * then it is {@code <name>.part}. Something that is no regular file, such as a pipe or {@code /dev/stdout}, is written
 * directly. Not thread-safe.
 */
public final class RecordWriter implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Path file;
    private final @Nullable PartFile part; // none for a pipe
    private final RecordLayout layout;
    private final BufferedWriter out;
    private final Set<String> groups = new HashSet<>();
    private @Nullable String group;
    private long written;
    private long writtenInGroup;
    private boolean done;

    private RecordWriter(Path file, @Nullable PartFile part, RecordLayout layout, BufferedWriter out) {
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
     * @throws LlavaMedException if it cannot be written, or another run is writing it
     */
    public static RecordWriter create(Path file) {
        return create(file, file.toString().endsWith(".json") ? RecordLayout.ARRAY : RecordLayout.LINES);
    }

    /**
     * Begins a file.
     *
     * @param file as above
     * @param layout how the file holds its records
     * @return the writer; to be closed
     * @throws LlavaMedException if it cannot be written, or another run is writing it
     */
    public static RecordWriter create(Path file, RecordLayout layout) {
        if (Files.isDirectory(file)) {
            throw new LlavaMedException(file + ": is a folder");
        }
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            boolean direct = Files.exists(file) && !Files.isRegularFile(file);
            PartFile part = direct ? null : PartFile.create(file);
            OutputStream stream = part == null ? Files.newOutputStream(file) : part.stream();
            BufferedWriter out =
                    new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8.newEncoder()), 1 << 16);
            RecordWriter writer = new RecordWriter(file, part, layout, out);
            writer.out.write(layout == RecordLayout.ARRAY ? "[" : layout == RecordLayout.GROUPS ? "{" : "");
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
        if (layout == RecordLayout.GROUPS) {
            throw new IllegalStateException("a record of this file belongs to a group");
        }
        add(record);
    }

    /**
     * Adds a record to a group. The records of a group come one after the other; where the file has no groups, the group is
     * left out.
     *
     * @param groupKey key of the list it stands in
     * @param record a JSON object
     * @throws LlavaMedException if writing fails
     */
    public void write(String groupKey, JsonNode record) {
        if (layout == RecordLayout.GROUPS && !groupKey.equals(group)) {
            if (!groups.add(groupKey)) {
                throw new IllegalStateException("group " + groupKey + " was ended by another");
            }
            try {
                out.write((group == null ? "\n" : "\n],\n") + text(TextNode.valueOf(groupKey)) + ": [");
            } catch (IOException e) {
                throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
            }
            group = groupKey;
            writtenInGroup = 0;
        }
        add(record);
    }

    private void add(JsonNode record) {
        try {
            if (layout != RecordLayout.LINES) {
                out.write((layout == RecordLayout.ARRAY ? written : writtenInGroup) == 0 ? "\n" : ",\n");
            }
            out.write(encodable(record));
            if (layout == RecordLayout.LINES) {
                out.write('\n');
            }
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
        written++;
        writtenInGroup++;
    }

    /** Half a surrogate pair is no text that can be encoded; as an escape it is kept. */
    private static String encodable(JsonNode record) throws JsonProcessingException {
        String text = text(record);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return ASCII.writeValueAsString(record);
            }
        }
        return text;
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
            } else if (layout == RecordLayout.GROUPS) {
                out.write(group == null ? "}\n" : "\n]\n}\n");
            }
            out.flush();
            if (part != null) {
                part.publish();
            }
            out.close();
            done = true;
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
    }

    /**
     * Closes the writer; without {@link #commit} nothing is left of the file.
     *
     * @throws LlavaMedException if the unfinished file cannot be removed
     */
    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        if (part != null) { // what is buffered is thrown away with it
            part.close();
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            throw new LlavaMedException(file + ": cannot be written (" + e + ")", e);
        }
    }
}

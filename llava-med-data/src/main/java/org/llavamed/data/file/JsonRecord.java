package org.llavamed.data.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/**
 * A JSON object of a file, or one inside it; every complaint names file, position and key.
 *
 * @param place where it stands, for messages: {@code "file:12"} or {@code "file: record 12"}
 * @param number number of the line (JSON lines) or of the record, from 1
 * @param group key of the list it stands in, if the file groups its records; else null
 * @param prefix what messages put before a key, empty for the record itself
 * @param object the object; not to be changed
 */
public record JsonRecord(String place, int number, @Nullable String group, String prefix, JsonNode object) {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // 7.10 stays 7.10
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final JsonMapper WHOLE_TEXT = MAPPER.rebuild()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads the object on a line.
     *
     * @param line the line, not blank
     * @return the object
     * @throws LlavaMedException if it is not one JSON object; the message names file, line and column
     */
    public static JsonRecord parse(Lines.Line line) {
        String where = line.file() + ":" + line.number();
        String text = line.text();
        try {
            JsonNode node = WHOLE_TEXT.readTree(text);
            if (!node.isObject()) {
                throw new LlavaMedException(where + ": " + kind(node) + "; one JSON object a line (JSONL) is expected");
            }
            return new JsonRecord(where, line.number(), null, "", node);
        } catch (JsonProcessingException e) {
            if (text.stripLeading().startsWith("[")) {
                throw new LlavaMedException(where + ": a JSON array; one JSON object a line (JSONL) is expected", e);
            }
            int column =
                    e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
            throw new LlavaMedException(where + ":" + column + ": " + problem(e), e);
        } catch (NumberFormatException e) { // an exponent beyond what Jackson's own checks expect
            throw new LlavaMedException(where + ": a number is out of range", e);
        }
    }

    /**
     * Reads a record again that {@link RecordReader} gave, from the bytes between its {@link RecordReader#begin} and {@link
     * RecordReader#end}.
     *
     * @param file the file
     * @param layout how it holds its records; not {@link RecordLayout#GROUPS}
     * @param number the record's number
     * @param bytes the bytes
     * @return the same record
     * @throws LlavaMedException if the bytes are not one JSON object
     */
    public static JsonRecord parse(Path file, RecordLayout layout, int number, byte[] bytes) {
        if (layout == RecordLayout.LINES) {
            return parse(new Lines.Line(file, number, ByteBuffer.wrap(bytes), bytes.length, true));
        }
        String place = file + ": record " + number;
        try {
            JsonNode node = WHOLE_TEXT.readTree(bytes);
            if (!node.isObject()) {
                throw new LlavaMedException(place + ": " + kind(node) + "; an object is expected");
            }
            return new JsonRecord(place, number, null, "", node);
        } catch (JsonProcessingException e) {
            throw new LlavaMedException(place + ": " + problem(e), e);
        } catch (NumberFormatException e) {
            throw new LlavaMedException(place + ": a number is out of range", e);
        } catch (IOException e) { // bytes that are no UTF-8
            throw new LlavaMedException(place + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * What a parser complains about, without what only its makers understand.
     *
     * @param e the complaint
     * @return the problem in words
     */
    public static String problem(JacksonException e) {
        return e.getOriginalMessage().replaceAll(" \\(start marker at .*", "");
    }

    /**
     * An object that stands inside this one.
     *
     * @param name how messages name it, for instance {@code "conversations[3]"}
     * @param inner the object
     * @return the record; its messages say {@code name.key}
     */
    public JsonRecord inside(String name, JsonNode inner) {
        return new JsonRecord(place, number, group, prefix + name + ".", inner);
    }

    /**
     * Makes the complaint about a key; the caller throws it.
     *
     * @param key the key
     * @param problem what is wrong with it
     * @return the exception, its message naming place, key and problem
     */
    public LlavaMedException refuse(String key, String problem) {
        return new LlavaMedException(place + ": " + prefix + key + " " + problem);
    }

    /**
     * The value of a key.
     *
     * @param key the key
     * @return the value, or null if it is absent or null
     */
    public @Nullable JsonNode find(String key) {
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /**
     * A text that must be there.
     *
     * @param key the key
     * @return the text
     * @throws LlavaMedException if it is missing or not a string
     */
    public String string(String key) {
        String value = optionalString(key);
        if (value == null) {
            throw refuse(key, "is missing");
        }
        return value;
    }

    /**
     * A text that may be absent.
     *
     * @param key the key
     * @return the text, or null if it is absent or null
     * @throws LlavaMedException if it is not a string
     */
    public @Nullable String optionalString(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw refuse(key, "is " + kind(value) + ", not a string");
        }
        return encodable(key, value.textValue());
    }

    /**
     * An identifier, which published files write as a string or as a whole number.
     *
     * @param key the key
     * @return its characters or digits, or null if it is absent or null
     * @throws LlavaMedException if it is neither
     */
    public @Nullable String optionalName(String key) {
        JsonNode value = find(key);
        return value != null && value.isIntegralNumber() ? value.asText() : optionalString(key);
    }

    /**
     * A list that may be absent.
     *
     * @param key the key
     * @return the list, empty if it is absent or null
     * @throws LlavaMedException if it is not a list
     */
    public JsonNode list(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return MAPPER.createArrayNode();
        }
        if (!value.isArray()) {
            throw refuse(key, "is " + kind(value) + ", not a list");
        }
        return value;
    }

    /**
     * A copy of the object to add to.
     *
     * @return the copy, with the same keys in the same order
     */
    public ObjectNode copy() {
        return object.deepCopy();
    }

    /**
     * Half a surrogate pair is possible in JSON, but no text can be written with it.
     *
     * @param key where the text stands
     * @param text the text
     * @return the text
     * @throws LlavaMedException if it has one
     */
    public String encodable(String key, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refuse(key, "holds half a surrogate pair");
        }
        return text;
    }

    /**
     * Names the kind of a value for messages.
     *
     * @param value the value
     * @return for instance {@code "a number"}
     */
    public static String kind(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        String name = value.getNodeType().name().toLowerCase(Locale.ROOT);
        return (value.getNodeType() == JsonNodeType.ARRAY || value.getNodeType() == JsonNodeType.OBJECT ? "an " : "a ")
                + name;
    }
}

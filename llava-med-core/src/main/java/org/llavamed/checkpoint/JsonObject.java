package org.llavamed.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;

/**
 * A JSON object of a configuration file whose getters check type and range and name file, key and value when they refuse.
 * A key with the value null counts as absent; keys nobody asks for are ignored.
 */
final class JsonObject {
    private static final long MAX_BYTES = 2_000_000; // a parsed tree takes some thirty times the text
    private static final ObjectMapper MAPPER = new ObjectMapper(((JsonFactoryBuilder) JsonFactory.builder())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Python writes Infinity and NaN; harmless where unknown, refused in the keys that are read.
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;
    private final String prefix;
    private final JsonNode node;

    private JsonObject(Path file, String prefix, JsonNode node) {
        this.file = file;
        this.prefix = prefix;
        this.node = node;
    }

    /** Reads a file that must hold one JSON object. */
    static JsonObject read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file + ": no such file");
        }
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new CheckpointException(
                        file + ": has " + size + " bytes, more than the " + MAX_BYTES + " allowed for configuration");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            JsonNode root = MAPPER.readTree(text);
            if (!(root instanceof ObjectNode)) {
                throw new CheckpointException(file + ": is not a JSON object");
            }
            return new JsonObject(file, "", root);
        } catch (CharacterCodingException e) {
            throw new CheckpointException(file + ": is not UTF-8 text", e);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new CheckpointException(file + ": is not valid JSON" + at + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be read: " + e, e);
        }
    }

    /** Reads a file, or returns null if there is none. */
    static @Nullable JsonObject readIfPresent(Path file) {
        return Files.exists(file) ? read(file) : null;
    }

    /** An object without keys, for a part that a file leaves out. */
    JsonObject empty(String key) {
        return new JsonObject(file, prefix + key + ".", MAPPER.createObjectNode());
    }

    /** A copy to be changed. */
    ObjectNode copy() {
        return node.deepCopy();
    }

    /** The value of a key, or null if the key is absent or null. */
    private @Nullable JsonNode value(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    boolean has(String key) {
        return value(key) != null;
    }

    /** Whether the key is written, if only with null. */
    boolean mentions(String key) {
        return node.has(key);
    }

    boolean isNumber(String key) {
        JsonNode value = value(key);
        return value != null && value.isNumber();
    }

    boolean isText(String key) {
        JsonNode value = value(key);
        return value != null && value.isTextual();
    }

    /** Whether the key has a value other than false, nothing and an empty list or object. */
    boolean isSet(String key) {
        JsonNode value = value(key);
        return value != null
                && !(value.isBoolean() && !value.booleanValue())
                && !(value.isContainerNode() && value.isEmpty());
    }

    /** An exception that names the file, the key and its value. */
    CheckpointException refuse(String key, String problem) {
        JsonNode value = node.get(key);
        String shown = value == null ? "absent" : value.toString().replaceAll("\\p{Cntrl}", "?");
        if (shown.length() > 120) {
            shown = shown.substring(0, 120) + "...";
        }
        return new CheckpointException(file + ": " + prefix + key + " is " + shown + "; " + problem);
    }

    @Nullable
    JsonObject object(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode)) {
            throw refuse(key, "it must be an object");
        }
        return new JsonObject(file, prefix + key + ".", value);
    }

    JsonObject required(String key) {
        JsonObject value = object(key);
        if (value == null) {
            throw refuse(key, "it is needed");
        }
        return value;
    }

    int integer(String key, int absent, int min, int max) {
        Integer value = integer(key, min, max);
        return value == null ? absent : value;
    }

    @Nullable
    Integer integer(String key, int min, int max) {
        JsonNode value = value(key);
        return value == null ? null : toInt(key, value, min, max);
    }

    private int toInt(String key, JsonNode value, int min, int max) {
        if (!value.isIntegralNumber()) {
            throw refuse(key, "it must be a whole number");
        }
        if (!value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw refuse(key, "it must be in " + min + ".." + max);
        }
        return value.intValue();
    }

    /** A whole number or a list of them; null if absent. */
    @Nullable
    List<Integer> integers(String key, int min, int max) {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        List<Integer> numbers = new ArrayList<>();
        if (value.isArray()) {
            if (value.size() > 1000) {
                throw refuse(key, "it has " + value.size() + " entries, more than 1000");
            }
            value.forEach(item -> numbers.add(toInt(key, item, min, max)));
        } else {
            numbers.add(toInt(key, value, min, max));
        }
        return numbers;
    }

    double number(String key, double absent, double min, double max) {
        JsonNode value = value(key);
        return value == null ? absent : toDouble(key, value, min, max);
    }

    private double toDouble(String key, JsonNode value, double min, double max) {
        if (!value.isNumber()) {
            throw refuse(key, "it must be a number");
        }
        double number = value.doubleValue();
        if (!(number >= min && number <= max)) { // also NaN
            throw refuse(key, "it must be in " + min + ".." + max);
        }
        return number;
    }

    /** Three numbers, one a colour channel. */
    List<Double> channels(String key, List<Double> absent, double min, double max) {
        JsonNode value = value(key);
        if (value == null) {
            return absent;
        }
        if (!value.isArray() || value.size() != 3) {
            throw refuse(key, "it must be a list of 3 numbers");
        }
        List<Double> numbers = new ArrayList<>();
        value.forEach(item -> numbers.add(toDouble(key, item, min, max)));
        return numbers;
    }

    boolean bool(String key, boolean absent) {
        JsonNode value = value(key);
        if (value == null) {
            return absent;
        }
        if (!value.isBoolean()) {
            throw refuse(key, "it must be true or false");
        }
        return value.booleanValue();
    }

    @Nullable
    String text(String key) {
        JsonNode value = value(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw refuse(key, "it must be a string");
        }
        return value.textValue();
    }

    String text(String key, String absent) {
        String value = text(key);
        return value == null ? absent : value;
    }

    List<String> texts(String key) {
        JsonNode value = value(key);
        List<String> texts = new ArrayList<>();
        if (value == null) {
            return texts;
        }
        if (!value.isArray()) {
            throw refuse(key, "it must be a list of strings");
        }
        for (JsonNode item : value) {
            if (!item.isTextual() || texts.size() >= 100) {
                throw refuse(key, "it must be a list of at most 100 strings");
            }
            texts.add(item.textValue());
        }
        return texts;
    }
}

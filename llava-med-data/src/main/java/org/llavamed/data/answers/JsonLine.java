package org.llavamed.data.answers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.LlavaMedException;

/** A JSON object on a line of its own, or inside one; every complaint names file, line and key. */
record JsonLine(Path file, int number, String prefix, JsonNode object) {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS) // 7.10 stays 7.10
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static JsonLine parse(Lines.Line line) {
        String where = line.file() + ":" + line.number();
        String text = line.text();
        try {
            JsonNode node = MAPPER.readTree(text);
            if (!node.isObject()) {
                throw new LlavaMedException(where + ": " + kind(node) + "; one JSON object a line (JSONL) is expected");
            }
            return new JsonLine(line.file(), line.number(), "", node);
        } catch (JsonProcessingException e) {
            if (QuestionText.trim(text).startsWith("[")) {
                throw new LlavaMedException(where + ": a JSON array; one JSON object a line (JSONL) is expected", e);
            }
            int column =
                    e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr());
            String problem = e.getOriginalMessage().replaceAll(" \\(start marker at .*", "");
            throw new LlavaMedException(where + ":" + column + ": " + problem, e);
        } catch (NumberFormatException e) { // an exponent beyond what Jackson's own checks expect
            throw new LlavaMedException(where + ": a number is out of range", e);
        }
    }

    LlavaMedException refuse(String key, String problem) {
        return new LlavaMedException(file + ":" + number + ": " + prefix + key + " " + problem);
    }

    /** The value of a key, or null if it is absent or null. */
    @Nullable
    JsonNode find(String key) {
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    String string(String key) {
        String value = optionalString(key);
        if (value == null) {
            throw refuse(key, "is missing");
        }
        return value;
    }

    @Nullable
    String optionalString(String key) {
        JsonNode value = find(key);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw refuse(key, "is " + kind(value) + ", not a string");
        }
        return encodable(key, value.textValue());
    }

    QuestionId id(String key) {
        JsonNode value = find(key);
        if (value == null) {
            throw refuse(key, "is missing");
        }
        if (value.isNumber()) {
            return new QuestionId(value.asText(), true);
        }
        if (!value.isTextual()) {
            throw refuse(key, "is " + kind(value) + ", not a string or a number");
        }
        return QuestionId.of(encodable(key, value.textValue()));
    }

    /** Half a surrogate pair is possible in JSON, but no text can be written with it. */
    private String encodable(String key, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw refuse(key, "holds half a surrogate pair");
        }
        return text;
    }

    static String kind(JsonNode value) {
        if (value.isMissingNode()) {
            return "nothing";
        }
        String name = value.getNodeType().name().toLowerCase(Locale.ROOT);
        return (value.getNodeType() == JsonNodeType.ARRAY || value.getNodeType() == JsonNodeType.OBJECT ? "an " : "a ")
                + name;
    }
}

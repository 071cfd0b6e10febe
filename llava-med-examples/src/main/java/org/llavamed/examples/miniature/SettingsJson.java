package org.llavamed.examples.miniature;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Settings as JSON: read strictly, and compared. */
final class SettingsJson {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private SettingsJson() {}

    static String pretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    /** An object of named values, each anything that can be written as JSON: name, value, name, value and so on. */
    static ObjectNode object(Object... namesAndValues) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            object.set((String) namesAndValues[i], value instanceof JsonNode node ? node : tree(value));
        }
        return object;
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is no JSON", e);
        }
    }

    /** As it is when it is read again: a number is an int there if it can be. */
    static JsonNode tree(Object value) {
        try {
            return MAPPER.readTree(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    /** The first difference in words, {@code recipe.epochs 1 before, 3 now}; null if there is none. */
    static @Nullable String difference(JsonNode before, JsonNode now) {
        return difference("", before, now);
    }

    private static @Nullable String difference(String name, JsonNode before, JsonNode now) {
        if (before.isObject() && now.isObject()) {
            TreeSet<String> keys = new TreeSet<>();
            before.fieldNames().forEachRemaining(keys::add);
            now.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                String found = difference(name.isEmpty() ? key : name + "." + key, before.path(key), now.path(key));
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        return same(before, now) ? null : name + " was " + text(before) + " and is " + text(now);
    }

    private static boolean same(JsonNode before, JsonNode now) {
        return before.equals(now)
                || (before.isNumber() && now.isNumber() && before.decimalValue().compareTo(now.decimalValue()) == 0);
    }

    private static String text(JsonNode value) {
        return value.isMissingNode() ? "not there" : value.toString();
    }
}

package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The key of the turns, and how the released files misspell it. */
final class Spelling {
    static final String RIGHT = "conversations";
    static final String MISSPELT = "conversatons";

    private Spelling() {}

    static boolean isWrong(JsonNode record) {
        return record.has(MISSPELT) && !record.has(RIGHT);
    }

    /** The same record with the key spelt right and in its place; the record itself if it is. */
    static JsonNode corrected(JsonNode record) {
        if (!isWrong(record)) {
            return record;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        record.properties()
                .forEach(field -> copy.set(field.getKey().equals(MISSPELT) ? RIGHT : field.getKey(), field.getValue()));
        return copy;
    }
}

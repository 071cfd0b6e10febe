package org.llavamed.data.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.llavamed.data.file.JsonRecord;

/**
 * Identifies a question in its file. The published files have both kinds, so 7 and "7" are different ids and each is written
 * as it was read.
 *
 * @param text the characters of the string, or the digits of the number
 * @param number whether it is a JSON number
 */
public record QuestionId(String text, boolean number) {
    /**
     * Checks that a number is one.
     *
     * @param text as above
     * @param number as above
     */
    public QuestionId {
        if (number) {
            try {
                new BigDecimal(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"" + text + "\" is not a number", e);
            }
        }
    }

    /**
     * A string.
     *
     * @param text the characters
     * @return the id
     */
    public static QuestionId of(String text) {
        return new QuestionId(text, false);
    }

    /**
     * An integer.
     *
     * @param number the number
     * @return the id
     */
    public static QuestionId of(long number) {
        return new QuestionId(Long.toString(number), true);
    }

    /**
     * Reads an id.
     *
     * @param json the record
     * @param key its key
     * @return the id
     * @throws org.llavamed.error.LlavaMedException if it is missing or neither a string nor a number
     */
    public static QuestionId of(JsonRecord json, String key) {
        JsonNode value = json.find(key);
        if (value == null) {
            throw json.refuse(key, "is missing");
        }
        if (value.isNumber()) {
            return new QuestionId(value.asText(), true);
        }
        if (!value.isTextual()) {
            throw json.refuse(key, "is " + JsonRecord.kind(value) + ", not a string or a number");
        }
        return of(json.encodable(key, value.textValue()));
    }

    /**
     * Writes the id as it was read.
     *
     * @param json the object to write into
     * @param key its key
     */
    public void put(ObjectNode json, String key) {
        if (!number) {
            json.put(key, text);
        } else if (text.matches("-?[0-9]{1,18}")) {
            json.put(key, Long.parseLong(text));
        } else {
            json.put(key, new BigDecimal(text));
        }
    }

    /** The id for messages: strings in quotes, numbers as they are. */
    @Override
    public String toString() {
        return number ? text : '"' + text + '"';
    }
}

package org.llavamed.data.dialogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

/**
 * A dialogue of a training file.
 *
 * @param id its id, the figure's pair id in LLaVA-Med's sets; not empty
 * @param image path of the image in its folder, or null for text only
 * @param domain the image's domains, or null if the file does not say
 * @param conversations the turns
 */
public record Dialogue(
        String id, @Nullable String image, @Nullable Domains domain, List<Turn> conversations) {
    /** Stands where the image is in the text of a human turn. */
    public static final String IMAGE_MARKER = "<image>";

    /** The key that the released alignment and instruction files misspell. */
    private static final String MISSPELT = "conversatons";

    private static final String KEY = "conversations";

    /**
     * Copies the list.
     *
     * @param id as above
     * @param image as above
     * @param domain as above
     * @param conversations as above
     */
    public Dialogue {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a dialogue needs an id");
        }
        conversations = List.copyOf(conversations);
    }

    /**
     * Reads a record of LLaVA's or LLaVA-Med's kind; {@code conversatons}, the released misspelling, is read too. Whether
     * roles alternate and markers are in place is not looked at here; a value may be a number, see {@link #turns}.
     *
     * @param json the record
     * @return the dialogue
     * @throws LlavaMedException if a key is missing or has the wrong type; the message names file, record and key
     */
    public static Dialogue parse(JsonRecord json) {
        String id = json.optionalName("id");
        if (id == null || id.isBlank()) {
            throw json.refuse("id", id == null ? "is missing" : "is empty");
        }
        List<Turn> turns = turns(json);
        Domains domain = json.find("domain") == null ? null : Domains.parse(json);
        return new Dialogue(id, json.optionalString("image"), domain, turns);
    }

    /**
     * The key that the turns of a record stand under.
     *
     * @param json the record
     * @return {@code conversations}, or the released misspelling
     * @throws LlavaMedException if it has neither or both
     */
    public static String turnsKey(JsonRecord json) {
        boolean misspelt = json.find(MISSPELT) != null;
        if (json.find(KEY) == null) {
            if (!misspelt) {
                throw json.refuse(KEY, "is missing");
            }
            return MISSPELT;
        }
        if (misspelt) {
            throw json.refuse(MISSPELT, "stands beside " + KEY);
        }
        return KEY;
    }

    /**
     * Reads the turns of a record only. A value may be a number, true or false too, as answers of question sets are; it
     * becomes text.
     *
     * @param json the record
     * @return its turns, in any order of speakers
     * @throws LlavaMedException if a key is missing or has the wrong type; the message names file, record and key
     */
    public static List<Turn> turns(JsonRecord json) {
        String key = turnsKey(json);
        List<Turn> turns = new ArrayList<>();
        for (JsonNode node : json.list(key)) {
            String place = key + "[" + turns.size() + "]";
            if (!node.isObject()) {
                throw json.refuse(place, "is " + JsonRecord.kind(node) + ", not an object with from and value");
            }
            JsonRecord turn = json.inside(place, node);
            turns.add(new Turn(speaker(turn), value(turn)));
        }
        return turns;
    }

    private static String value(JsonRecord turn) {
        JsonNode value = turn.find("value");
        return value != null && (value.isNumber() || value.isBoolean()) ? value.asText() : turn.string("value");
    }

    private static Speaker speaker(JsonRecord turn) {
        String from = turn.string("from");
        for (Speaker speaker : Speaker.values()) {
            if (speaker.key().equals(from)) {
                return speaker;
            }
        }
        throw turn.refuse("from", "is \"" + from + "\"; human, gpt or system is expected");
    }

    /**
     * The dialogue as JSON, the key spelt {@code conversations}.
     *
     * @return an object in the released shape
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", id);
        if (image != null) {
            node.put("image", image);
        }
        if (domain != null) {
            node.set("domain", domain.toJson());
        }
        ArrayNode turns = node.putArray(KEY);
        for (Turn turn : conversations) {
            turns.addObject().put("from", turn.from().key()).put("value", turn.value());
        }
        return node;
    }
}

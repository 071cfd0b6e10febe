package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.Speaker;
import org.llavamed.data.file.JsonRecord;

/** A training dialogue: a person and the assistant in turn, the image marker once in the first question. */
final class DialogueCheck extends RecordCheck {
    private static final Set<String> TURN_KEYS = Set.of("from", "value");

    DialogueCheck() {
        super("id", Set.of("id", "image", "domain", Spelling.RIGHT, Spelling.MISSPELT));
    }

    @Override
    void checkKeys(JsonRecord record, Problems problems) {
        boolean hasImage = record.find("image") != null;
        image(record, problems);
        domain(record, problems);
        boolean misspelt = record.find(Spelling.MISSPELT) != null;
        if (misspelt && record.find(Spelling.RIGHT) != null) {
            problems.error(record, "missing-key", Spelling.MISSPELT, "stands beside " + Spelling.RIGHT);
            return;
        }
        if (misspelt) {
            problems.warnOnce(record, "misspelt", Spelling.MISSPELT, "is " + Spelling.RIGHT + " misspelt");
        }
        String key = misspelt ? Spelling.MISSPELT : Spelling.RIGHT;
        JsonNode turns = record.find(key);
        if (turns == null) {
            problems.error(record, "missing-key", key, "is missing");
        } else if (!turns.isArray()) {
            problems.error(record, "type", key, "is " + JsonRecord.kind(turns) + ", not a list");
        } else if (turns.isEmpty()) {
            problems.error(record, "turns", key, "has no turns");
        } else {
            turns(record, key, turns, hasImage, problems);
        }
    }

    private static void turns(JsonRecord record, String key, JsonNode turns, boolean hasImage, Problems problems) {
        Speaker expected = Speaker.HUMAN;
        boolean firstQuestion = true;
        for (int i = 0; i < turns.size(); i++) {
            String place = key + "[" + i + "]";
            JsonNode node = turns.get(i);
            if (!node.isObject()) {
                problems.error(
                        record, "type", place, "is " + JsonRecord.kind(node) + ", not an object with from and value");
                return; // whose turn is next cannot be told
            }
            JsonRecord turn = record.inside(place, node);
            Speaker speaker = speaker(turn, problems);
            if (speaker == Speaker.SYSTEM && i > 0) {
                problems.error(turn, "turns", "from", "is system, which stands first or not at all");
            } else if (speaker != null && speaker != Speaker.SYSTEM && speaker != expected) {
                problems.error(turn, "turns", "from", "is " + speaker.key() + ", but " + expected.key() + " is next");
            }
            String value = text(turn, "value", true, problems);
            int allowed = hasImage && firstQuestion && speaker == Speaker.HUMAN ? 1 : 0;
            markers(turn, value == null ? "" : value, allowed, problems);
            firstQuestion &= speaker != Speaker.HUMAN;
            if (speaker != null && speaker != Speaker.SYSTEM) { // goes on from the turn that is there
                expected = speaker == Speaker.HUMAN ? Speaker.GPT : Speaker.HUMAN;
            }
            node.fieldNames().forEachRemaining(name -> {
                if (!TURN_KEYS.contains(name)) {
                    problems.warnOnce(record, "unknown-key", key + "[]." + name, "is no key of a turn");
                }
            });
        }
        if (expected == Speaker.GPT) {
            problems.error(record, "turns", key, "ends without an answer");
        }
    }

    private static @Nullable Speaker speaker(JsonRecord turn, Problems problems) {
        String from = text(turn, "from", true, problems);
        for (Speaker speaker : Speaker.values()) {
            if (speaker.key().equals(from)) {
                return speaker;
            }
        }
        if (from != null) {
            problems.error(turn, "turns", "from", "is \"" + from + "\"; human, gpt or system is expected");
        }
        return null;
    }

    private static void markers(JsonRecord turn, String value, int allowed, Problems problems) {
        int markers = markers(value, Dialogue.IMAGE_MARKER);
        if (markers < allowed) {
            problems.error(
                    turn, "image-marker", "value", "has no " + Dialogue.IMAGE_MARKER + ", but the record has an image");
        } else if (markers > allowed) {
            problems.error(
                    turn,
                    "image-marker",
                    "value",
                    allowed == 1
                            ? "has " + Dialogue.IMAGE_MARKER + " " + markers + " times"
                            : "has " + Dialogue.IMAGE_MARKER
                                    + ", which stands in the first question of a record with an image only");
        }
    }
}

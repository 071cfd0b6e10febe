package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.JsonRecord;

/** The rules for the records of one schema. */
abstract class RecordCheck {
    private final String idKey;
    private final Set<String> known;

    /** Names the key of the identifier and all known keys. */
    RecordCheck(String idKey, Set<String> known) {
        this.idKey = idKey;
        this.known = known;
    }

    static RecordCheck of(DatasetSchema schema) {
        return switch (schema) {
            case DIALOGUES -> new DialogueCheck();
            case FIGURES -> new FigureCheck();
            case IMAGE_URLS -> new ImageUrlCheck();
            case CHAT_QUESTIONS -> new ChatQuestionCheck();
        };
    }

    String idKey() {
        return idKey;
    }

    void check(JsonRecord record, Problems problems) {
        name(record, idKey, true, problems);
        checkKeys(record, problems);
        record.object().fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problems.warnOnce(record, "unknown-key", key, "is no key of this schema");
            }
        });
    }

    /** The rules beyond the identifier. */
    abstract void checkKeys(JsonRecord record, Problems problems);

    /** An identifier: a string or a whole number. */
    static @Nullable String name(JsonRecord record, String key, boolean needed, Problems problems) {
        JsonNode value = record.find(key);
        if (value != null && value.isIntegralNumber()) {
            return value.asText();
        }
        return text(record, key, needed, problems);
    }

    /** A string that is not blank; null, and told unless it is absent and not needed, if there is none. */
    static @Nullable String text(JsonRecord record, String key, boolean needed, Problems problems) {
        JsonNode value = record.find(key);
        if (value == null) {
            if (needed) {
                problems.error(record, "missing-key", key, record.object().has(key) ? "is null" : "is missing");
            } else if (record.object().has(key)) {
                problems.warnOnce(record, "null", key, "is null; leave the key out");
            }
            return null;
        }
        if (!value.isTextual()) {
            problems.error(record, "type", key, "is " + JsonRecord.kind(value) + ", not a string");
            return null;
        }
        String text = value.textValue();
        if (!problems.isText(record, key, text)) {
            return null;
        }
        if (text.isBlank()) {
            problems.error(record, "empty", key, "is empty");
            return null;
        }
        return text;
    }

    /** The path of an image that may be absent. */
    static @Nullable String image(JsonRecord record, Problems problems) {
        String image = text(record, "image", false, problems);
        String unsafe = image == null ? null : ImageFolder.problem(image);
        if (unsafe != null) {
            problems.error(record, "image-path", "image", "\"" + image + "\" " + unsafe);
        }
        return image;
    }

    /** The five booleans. */
    static void domain(JsonRecord record, Problems problems) {
        JsonNode domain = record.find("domain");
        if (domain == null) {
            return;
        }
        if (!domain.isObject()) {
            problems.error(
                    record, "type", "domain", "is " + JsonRecord.kind(domain) + ", not an object of five booleans");
            return;
        }
        int known = 0;
        for (Domain one : Domain.values()) {
            JsonNode value = domain.get(one.key());
            known += value == null ? 0 : 1;
            if (value == null) {
                problems.warnOnce(record, "domain", "domain." + one.key(), "is missing and counts as false");
            } else if (!value.isBoolean()) {
                problems.error(
                        record, "type", "domain." + one.key(), "is " + JsonRecord.kind(value) + ", not true or false");
            }
        }
        if (known < domain.size()) {
            domain.fieldNames().forEachRemaining(key -> {
                for (Domain one : Domain.values()) {
                    if (one.key().equals(key)) {
                        return;
                    }
                }
                problems.error(
                        record, "domain", "domain." + key, "is none of chest_xray, mri, histology, gross, ct_scan");
            });
        }
    }

    /** The sentences that mention a figure: strings, or objects with tokens. */
    static void mentions(JsonRecord record, Problems problems) {
        JsonNode list = record.find("in_text_mention");
        if (list == null) {
            return;
        }
        if (!list.isArray()) {
            problems.error(record, "type", "in_text_mention", "is " + JsonRecord.kind(list) + ", not a list");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode mention = list.get(i);
            String place = "in_text_mention[" + i + "]";
            if (mention.isObject()) {
                text(record.inside(place, mention), "tokens", true, problems);
            } else if (!mention.isTextual()) {
                problems.error(
                        record,
                        "type",
                        place,
                        "is " + JsonRecord.kind(mention) + ", not a string or an object with tokens");
            } else if (problems.isText(record, place, mention.textValue())
                    && mention.textValue().isBlank()) {
                problems.error(record, "empty", place, "is empty");
            }
        }
    }

    /** How often the image marker stands in a text. */
    static int markers(String text, String marker) {
        int count = 0;
        for (int at = text.indexOf(marker); at >= 0; at = text.indexOf(marker, at + marker.length())) {
            count++;
        }
        return count;
    }
}

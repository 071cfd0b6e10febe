package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.llavamed.data.file.JsonRecord;

/** A figure with its caption. */
final class FigureCheck extends RecordCheck {
    FigureCheck() {
        super(
                "pair_id",
                Set.of(
                        "pair_id",
                        "pmid",
                        "pmcid",
                        "fig_id",
                        "fig_label",
                        "fig_caption",
                        "in_text_mention",
                        "domain",
                        "image",
                        "graphic",
                        "license"));
    }

    @Override
    void checkKeys(JsonRecord record, Problems problems) {
        keys(record, problems);
        image(record, problems);
        JsonNode domain = record.find("domain");
        String group = record.group();
        if (group != null
                && domain != null
                && domain.has(group)
                && !domain.get(group).asBoolean()) {
            problems.error(record, "domain", "domain." + group, "is false, but the record stands under " + group);
        }
    }

    /** The keys that describe a figure. */
    static void keys(JsonRecord record, Problems problems) {
        text(record, "fig_caption", true, problems);
        String pmid = name(record, "pmid", false, problems);
        JsonNode pairId = record.find("pair_id");
        if (pmid != null && pairId != null && !pairId.asText().startsWith(pmid + "_")) {
            problems.warning(record, "pair-id", "pair_id", "does not begin with the pmid and an underscore");
        }
        name(record, "fig_id", false, problems);
        JsonNode label = record.find("fig_label"); // may be empty
        if (label != null && !label.isTextual()) {
            problems.error(record, "type", "fig_label", "is " + JsonRecord.kind(label) + ", not a string");
        }
        mentions(record, problems);
        domain(record, problems);
    }
}

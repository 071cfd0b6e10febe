package org.llavamed.data.dataset;

import java.util.Set;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.file.JsonRecord;

/** An evaluation question with its figure and reference answer. */
final class ChatQuestionCheck extends RecordCheck {
    private static final Set<String> TYPES = Set.of("conversation", "detailed_description");

    ChatQuestionCheck() {
        super(
                "question_id",
                Set.of(
                        "question_id",
                        "type",
                        "text",
                        "image",
                        "domain",
                        "fig_label",
                        "fig_caption",
                        "in_text_mention",
                        "gpt4_answer",
                        "pair_id",
                        "pmid",
                        "pmcid",
                        "fig_id"));
    }

    @Override
    void checkKeys(JsonRecord record, Problems problems) {
        boolean hasImage = record.find("image") != null;
        image(record, problems);
        String text = text(record, "text", true, problems);
        int markers = text == null ? 0 : markers(text, Dialogue.IMAGE_MARKER);
        if (text != null && markers != (hasImage ? 1 : 0)) {
            problems.error(
                    record,
                    "image-marker",
                    "text",
                    "has " + Dialogue.IMAGE_MARKER + " " + markers + " times, and the record has "
                            + (hasImage ? "an image" : "no image"));
        }
        String type = text(record, "type", false, problems);
        if (type != null && !TYPES.contains(type)) {
            problems.error(
                    record, "type", "type", "is \"" + type + "\"; conversation or detailed_description is expected");
        }
        text(record, "gpt4_answer", false, problems);
        name(record, "pair_id", false, problems);
        FigureCheck.keys(record, problems);
    }
}

package org.llavamed.eval.judge;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.file.JsonRecord;

/**
 * A review of a file.
 *
 * @param id id of the question
 * @param type type of the question, or null
 * @param domain the first of the figure's domains, or null
 * @param figure what tells figures apart
 * @param order the order in which the answers were shown
 * @param ordered whether the file says so
 * @param scores the scores, or null
 * @param problem why there are none, or null
 * @param place where it stands, for messages
 */
record Review(
        QuestionId id,
        @Nullable String type,
        @Nullable Domain domain,
        String figure,
        ShownOrder order,
        boolean ordered,
        @Nullable ReviewScores scores,
        @Nullable String problem,
        String place) {
    static Review parse(JsonRecord json) {
        QuestionId id = QuestionId.of(json, "question_id");
        String key = json.object().has("result") ? "result" : "gpt_eval"; // v1.0, v1.5
        JsonNode reply = json.object().get(key);
        if (reply == null) {
            throw json.refuse("result", "is missing, and so is gpt_eval: this is no review");
        }
        String text = json.optionalString(key);
        String reason = json.find("reason") == null ? null : json.string("reason");
        ReviewParser.Result read = ReviewParser.parse(text == null ? "" : text);
        String order = json.optionalString("order");
        return new Review(
                id,
                json.optionalString("type"),
                Domains.parse(json).set().stream().findFirst().orElse(null), // in the order of the published summary
                figure(json, id),
                order(json, order),
                order != null,
                read.scores(),
                read.problem() == null ? null : reason == null ? read.problem() : reason,
                json.place());
    }

    private static String figure(JsonRecord json, QuestionId id) {
        for (String key : new String[] {"pair_id", "image"}) {
            String name = json.optionalName(key);
            if (name != null && !name.isBlank()) {
                return name;
            }
        }
        return "question " + id.text();
    }

    private static ShownOrder order(JsonRecord json, @Nullable String name) {
        if (name == null) {
            return ShownOrder.REFERENCE_FIRST; // the published evaluation knows no other
        }
        ShownOrder order = ShownOrder.find(name);
        if (order == null) {
            throw json.refuse("order", "\"" + name + "\" is none of reference-first, model-first");
        }
        return order;
    }
}

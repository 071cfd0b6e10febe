package org.llavamed.data.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.error.LlavaMedException;

/**
 * A question of {@code eval_qa50_qa.jsonl} with the figure it is about.
 *
 * @param questionId its identifier, a number in the released file
 * @param type {@code conversation} or {@code detailed_description} in the released file, or null
 * @param text the question with the image marker
 * @param image path of the image in its folder, or null
 * @param gpt4Answer the reference answer, or null
 * @param figure caption, mentions and domain of the figure
 */
public record ChatQuestion(
        String questionId,
        @Nullable String type,
        String text,
        @Nullable String image,
        @Nullable String gpt4Answer,
        FigureRecord figure) {
    /**
     * Reads a record; other keys are ignored. Without {@code pair_id} the figure is named by the image without its extension,
     * or else by the question.
     *
     * @param json the record
     * @return the question
     * @throws LlavaMedException if a key is missing or has the wrong type
     */
    public static ChatQuestion parse(JsonRecord json) {
        String id = json.optionalName("question_id");
        if (id == null || id.isBlank()) {
            throw json.refuse("question_id", id == null ? "is missing" : "is empty");
        }
        String image = json.optionalString("image");
        ObjectNode figure = json.copy();
        if (!figure.hasNonNull("pair_id")) {
            figure.put("pair_id", image == null || image.isBlank() ? id : RecordKeys.stem(image));
        }
        return new ChatQuestion(
                id,
                json.optionalString("type"),
                json.string("text"),
                image,
                json.optionalString("gpt4_answer"),
                FigureRecord.parse(new JsonRecord(json.place(), json.number(), json.group(), json.prefix(), figure)));
    }

    /**
     * The record as JSON; an identifier of digits becomes a number, as in the released file.
     *
     * @return an object in the released shape
     */
    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (questionId.matches("0|[1-9][0-9]{0,17}")) {
            node.put("question_id", Long.parseLong(questionId));
        } else {
            node.put("question_id", questionId);
        }
        putIfThere(node, "type", type);
        node.put("text", text);
        putIfThere(node, "image", image);
        putIfThere(node, "gpt4_answer", gpt4Answer);
        node.setAll(figure.toJson());
        return node;
    }

    private static void putIfThere(ObjectNode node, String key, @Nullable String value) {
        if (value != null) {
            node.put(key, value);
        }
    }
}

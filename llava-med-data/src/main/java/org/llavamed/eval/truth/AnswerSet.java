package org.llavamed.eval.truth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.data.file.JsonRecord;
import org.llavamed.data.file.RecordReader;
import org.llavamed.error.LlavaMedException;

/**
 * The answers of a file: JSON lines with {@code question_id} and {@code text}, as {@code model_vqa.py} and {@code llava-med answer} write them.
 *
 * @param file where they were read
 * @param predictions the answers in the order of the file; ids are unique
 */
public record AnswerSet(Path file, List<Prediction> predictions) {
    /**
     * Copies the list.
     *
     * @param file as above
     * @param predictions as above
     */
    public AnswerSet {
        predictions = List.copyOf(predictions);
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @return its answers
     * @throws LlavaMedException if it cannot be read, a line is cut or no such answer, or an id comes twice; the message names
     *     file and line
     */
    public static AnswerSet read(Path file) {
        Map<String, Prediction> answers = new LinkedHashMap<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord json = reader.next(); json != null; json = reader.next()) {
                QuestionId id = QuestionId.of(json, "question_id");
                Prediction prediction = new Prediction(
                        id,
                        Objects.requireNonNullElse(json.optionalString("prompt"), ""),
                        json.string("text"),
                        json.optionalString("model_id"),
                        json.place());
                Prediction earlier = answers.putIfAbsent(id.text(), prediction);
                if (earlier != null) {
                    throw json.refuse("question_id", id + " is that of " + earlier.place() + " too");
                }
            }
            reader.requireRecords();
        }
        return new AnswerSet(file, new ArrayList<>(answers.values()));
    }

    /**
     * The model that answered.
     *
     * @return the name on the first line, or null if it has none
     */
    public @Nullable String modelId() {
        return predictions.isEmpty() ? null : predictions.get(0).modelId();
    }
}

package org.llavamed.eval.truth;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Question;
import org.llavamed.data.answers.QuestionId;

/**
 * A question of a benchmark with the answer that is expected.
 *
 * @param id its id, unique in its file
 * @param image path of its image relative to the image folder, or null
 * @param question the question, without image markers and white space at its ends
 * @param expected the expected answer as the file has it
 * @param type open or closed
 * @param traits what else is known
 * @param place where it stands, for messages: {@code "file: record 12"}
 */
public record BenchmarkItem(
        QuestionId id,
        @Nullable String image,
        String question,
        String expected,
        AnswerType type,
        Traits traits,
        String place) {
    /**
     * What belongs together when answers are resampled or images are swapped.
     *
     * @return the patient if the data set tells, else the image, else the question's own id
     */
    public String cluster() {
        if (traits.patient() != null) {
            return traits.patient();
        }
        return image == null ? "question " + id : image;
    }

    /**
     * The question as a model is asked, the expected answer and its type for the record.
     *
     * @return the question
     */
    public Question toQuestion() {
        return new Question(id, image, question, List.of(), expected, type.name(), 0);
    }
}

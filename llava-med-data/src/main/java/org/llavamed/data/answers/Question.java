package org.llavamed.data.answers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One question of a file.
 *
 * @param id its id, unique in the file
 * @param image path of its image relative to the image folder, or null for none; it belongs to the first turn of the
 *     conversation
 * @param text the question, without image markers and white space at its ends
 * @param history earlier turns of the conversation
 * @param expected the answer that is expected, for the record beside the model's; never shown to the model; or null
 * @param answerType kind of that answer, {@code OPEN} or {@code CLOSED} in benchmarks; never shown to the model; or null
 * @param line line of the file it comes from, from 1; 0 if it comes from no file
 */
public record Question(
        QuestionId id,
        @Nullable String image,
        String text,
        List<Turn> history,
        @Nullable String expected,
        @Nullable String answerType,
        int line) {
    /**
     * An earlier turn.
     *
     * @param question what was asked
     * @param answer what was answered
     */
    public record Turn(String question, String answer) {}

    /**
     * Copies the history.
     *
     * @param id as above
     * @param image as above
     * @param text as above
     * @param history as above
     * @param expected as above
     * @param answerType as above
     * @param line as above
     */
    public Question {
        history = List.copyOf(history);
    }

    /** What a model gets to see. */
    Question withoutExpected() {
        return new Question(id, image, text, history, line);
    }

    /**
     * A question of which no answer is expected.
     *
     * @param id as above
     * @param image as above
     * @param text as above
     * @param history as above
     * @param line as above
     */
    public Question(QuestionId id, @Nullable String image, String text, List<Turn> history, int line) {
        this(id, image, text, history, null, null, line);
    }
}

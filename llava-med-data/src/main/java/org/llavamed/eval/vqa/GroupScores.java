package org.llavamed.eval.vqa;

import java.util.List;
import org.llavamed.eval.score.Scores;

/**
 * The scores of the questions that share a trait.
 *
 * @param trait {@code question_type}, {@code organ}, {@code modality} or {@code language}
 * @param value the trait's value; a question with several values counts for each
 * @param count questions
 * @param scores one for each mode that was asked for
 */
public record GroupScores(String trait, String value, int count, List<Scores> scores) {
    /**
     * Copies the list.
     *
     * @param trait as above
     * @param value as above
     * @param count as above
     * @param scores as above
     */
    public GroupScores {
        scores = List.copyOf(scores);
    }
}

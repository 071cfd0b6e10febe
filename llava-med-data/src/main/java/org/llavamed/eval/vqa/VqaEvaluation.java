package org.llavamed.eval.vqa;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;

/**
 * The evaluation of an answer file.
 *
 * @param name how reports call it, for instance {@code vqa-rad}
 * @param modelId the model that answered, as the answer file names it, or null
 * @param scores one for each mode that was asked for
 * @param groups the scores by question type, organ, modality and language, where the ground truth says so
 * @param items every question in the order of the ground truth
 * @param unanswered questions of the ground truth without an answer, 0 unless a part was asked for
 * @param notes what a reader must know: dirt that was mended, questions left out
 */
public record VqaEvaluation(
        String name,
        @Nullable String modelId,
        List<Scores> scores,
        List<GroupScores> groups,
        List<ItemResult> items,
        int unanswered,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param name as above
     * @param modelId as above
     * @param scores as above
     * @param groups as above
     * @param items as above
     * @param unanswered as above
     * @param notes as above
     */
    public VqaEvaluation {
        scores = List.copyOf(scores);
        groups = List.copyOf(groups);
        items = List.copyOf(items);
        notes = List.copyOf(notes);
    }

    /**
     * The scores of a mode.
     *
     * @param mode the mode
     * @return its scores, or null if it was not asked for
     */
    public @Nullable Scores scores(ScoreMode mode) {
        return scores.stream().filter(one -> one.mode() == mode).findFirst().orElse(null);
    }
}

package org.llavamed.eval.score;

import java.util.List;
import java.util.Map;
import org.llavamed.eval.truth.AnsweredItem;

/** Scores answers one by one; every metric of a set of answers is the mean over those that have it. Implementations are immutable. */
public interface ItemScorer {
    /**
     * How answers are scored.
     *
     * @return the mode
     */
    ScoreMode mode();

    /**
     * The keys of all metrics.
     *
     * @return keys in the order in which they are shown
     */
    List<String> metrics();

    /**
     * Scores an answer.
     *
     * @param answered the question and its answer
     * @return 0 to 1 by the metric's key; metrics that do not apply to the kind of question are absent
     */
    Map<String, Double> score(AnsweredItem answered);
}

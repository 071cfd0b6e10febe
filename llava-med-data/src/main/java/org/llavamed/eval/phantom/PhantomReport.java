package org.llavamed.eval.phantom;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.sensitivity.SensitivityReport;

/**
 * The result of an examination.
 *
 * @param scores how the model did
 * @param baseline how the best answers without looking did on the same questions, or null if no training questions were given
 * @param followUps how it did in conversations, or null if there were none
 * @param sensitivity what became of its answers without the image and with another, or null if that was not asked
 * @param baselineAgain the baseline on the questions of {@code sensitivity}, or null
 */
public record PhantomReport(
        PhantomEvaluation scores,
        @Nullable PhantomEvaluation baseline,
        @Nullable FollowUpScores followUps,
        @Nullable SensitivityReport sensitivity,
        @Nullable PhantomEvaluation baselineAgain) {
    /**
     * How far a model is above the baseline under a condition.
     *
     * @param condition what was shown
     * @param closed points of closed accuracy above; NaN if one of them is not known
     * @param open points of open recall above; NaN if one of them is not known
     */
    public record AboveBaseline(ImageCondition condition, double closed, double open) {}

    /**
     * How far the model is above the baseline under each condition. Without the image, or with another phantom's, one that
     * looks is not much above it.
     *
     * @return one for each condition; empty without sensitivity or baseline
     */
    public List<AboveBaseline> aboveBaseline() {
        if (sensitivity == null || baselineAgain == null) {
            return List.of();
        }
        PhantomScores blind = baselineAgain.all();
        return sensitivity.evaluation().conditions().stream()
                .map(scores -> new AboveBaseline(
                        scores.condition(),
                        above(scores.closedAccuracy(), blind.closedAccuracy()),
                        above(scores.openRecall(), blind.openRecall())))
                .toList();
    }

    private static double above(Estimate one, Estimate other) {
        return one.known() && other.known() ? one.value() - other.value() : Double.NaN;
    }
}

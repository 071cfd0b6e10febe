package org.llavamed.eval.report;

import java.util.Arrays;
import java.util.List;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;

/** The two headline figures in both modes; those of reference mode are the ones that the paper's table has. */
enum ModeMetric {
    CLOSED_STRICT("closed accuracy, strict", ScoreMode.STRICT, "closed_accuracy"),
    OPEN_STRICT("open recall, strict", ScoreMode.STRICT, "recall"),
    CLOSED_REFERENCE("closed accuracy (batch), reference", ScoreMode.REFERENCE, "closed_accuracy_batch"),
    OPEN_REFERENCE("open recall, reference", ScoreMode.REFERENCE, "recall");

    private final String title;
    private final ScoreMode mode;
    private final String key;

    ModeMetric(String title, ScoreMode mode, String key) {
        this.title = title;
        this.mode = mode;
        this.key = key;
    }

    String title() {
        return title;
    }

    ScoreMode mode() {
        return mode;
    }

    /** Its value among scores of any modes. */
    Estimate of(List<Scores> scores) {
        return scores.stream()
                .filter(one -> one.mode() == mode)
                .findFirst()
                .map(one -> one.metric(key))
                .orElse(Estimate.NONE);
    }

    /** Those whose mode is among the scores. */
    static List<ModeMetric> in(List<Scores> scores) {
        return Arrays.stream(values())
                .filter(metric -> scores.stream().anyMatch(one -> one.mode() == metric.mode))
                .toList();
    }
}

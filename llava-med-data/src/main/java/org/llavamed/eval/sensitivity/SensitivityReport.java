package org.llavamed.eval.sensitivity;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A comparison with all that is told beside it.
 *
 * @param evaluation the comparison
 * @param questions how many questions were compared
 * @param yesNoQuestions how many of them expect yes or no
 * @param undecided yes/no questions without a clear yes or no in the answer, by condition
 * @param ownProbes questions of the benchmark that ask whether something is there and expect no
 * @param moreProbes other questions for findings known to be absent
 * @param undecidedProbes probes of both kinds without a clear yes or no in the answer
 * @param baselines what constant answers reach
 */
public record SensitivityReport(
        SensitivityEvaluation evaluation,
        int questions,
        int yesNoQuestions,
        Map<ImageCondition, Integer> undecided,
        int ownProbes,
        int moreProbes,
        int undecidedProbes,
        List<Baseline> baselines) {
    /**
     * Copies list and map.
     *
     * @param evaluation as above
     * @param questions as above
     * @param yesNoQuestions as above
     * @param undecided as above
     * @param ownProbes as above
     * @param moreProbes as above
     * @param undecidedProbes as above
     * @param baselines as above
     */
    public SensitivityReport {
        Map<ImageCondition, Integer> ordered = new EnumMap<>(ImageCondition.class);
        ordered.putAll(undecided);
        undecided = Collections.unmodifiableMap(ordered);
        baselines = List.copyOf(baselines);
    }
}

package org.llavamed.eval.sensitivity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.score.Estimate;

/**
 * Whether a model looks at the image; all in percent.
 *
 * @param name how reports call it
 * @param modelId the model, or null
 * @param conditions one for each condition, the originals first
 * @param expectedYesRate share of yes among the expected answers of the yes/no questions
 * @param yesBias the model's share of yes with the original images less the expected one, in points
 * @param hallucinationRate share of yes among questions for findings known to be absent
 * @param notes what a reader must know: how many probes, which questions were left out
 */
public record SensitivityEvaluation(
        String name,
        @Nullable String modelId,
        List<ConditionScores> conditions,
        Estimate expectedYesRate,
        Estimate yesBias,
        Estimate hallucinationRate,
        List<String> notes) {
    /**
     * Copies the lists.
     *
     * @param name as above
     * @param modelId as above
     * @param conditions as above
     * @param expectedYesRate as above
     * @param yesBias as above
     * @param hallucinationRate as above
     * @param notes as above
     */
    public SensitivityEvaluation {
        conditions = List.copyOf(conditions);
        notes = List.copyOf(notes);
    }
}

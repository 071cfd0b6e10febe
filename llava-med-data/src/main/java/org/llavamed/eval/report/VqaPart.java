package org.llavamed.eval.report;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.vqa.VqaEvaluation;

/**
 * An evaluation of an answer file and where its images lie.
 *
 * @param evaluation the evaluation; its name decides which published figures stand beside it
 * @param imageFolder the folder of the images, or null for a gallery without images
 */
public record VqaPart(VqaEvaluation evaluation, @Nullable Path imageFolder) {
    /** How the report calls it. */
    String label() {
        String model = evaluation.modelId();
        return NumberText.cut(evaluation.name(), 80) + (model == null ? "" : ", " + NumberText.cut(model, 80));
    }
}

package org.llavamed.eval.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.eval.vqa.VqaEvaluation;

/**
 * An evaluation of an answer file and where its images lie.
 *
 * @param evaluation the evaluation; its name decides which published figures stand beside it
 * @param imageFolder the folder of the images, or null for a gallery without images
 */
public record VqaPart(VqaEvaluation evaluation, @Nullable Path imageFolder) {
    /** How a report of several calls each: by its name, with its model if the name comes twice, numbered if that does too. */
    static List<String> labels(List<VqaPart> parts) {
        List<String> labels = new ArrayList<>();
        for (VqaPart part : parts) {
            String name = part.evaluation.name();
            boolean alone = parts.stream()
                            .filter(other -> other.evaluation.name().equals(name))
                            .count()
                    == 1;
            String label = NumberText.cut(name, 60) + (alone ? "" : part.model());
            String unique = label;
            for (int i = 2; labels.contains(unique); i++) {
                unique = label + " (" + i + ")";
            }
            labels.add(unique);
        }
        return labels;
    }

    private String model() {
        String model = evaluation.modelId();
        return model == null || model.isBlank() ? "" : ", " + NumberText.model(model, 60);
    }
}

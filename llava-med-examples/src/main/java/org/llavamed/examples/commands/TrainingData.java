package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.training.DialogueSamples;
import org.llavamed.data.training.FileSamples;
import org.llavamed.data.training.OpeningOptions;
import org.llavamed.data.training.TextSamples;
import org.llavamed.prompt.TrainingTemplate;

/** What a file of training data is, by the template it is learned in. */
final class TrainingData {
    private TrainingData() {}

    /** Texts if the template leaves images out, else dialogues. */
    static FileSamples open(Path data, @Nullable Path images, @Nullable String template, OpeningOptions options) {
        boolean texts = template != null
                && TrainingTemplate.keys().contains(template)
                && TrainingTemplate.forKey(template).leavesOutImages();
        return texts ? TextSamples.open(data, options) : DialogueSamples.open(data, images, options);
    }
}

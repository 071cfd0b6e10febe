package org.llavamed.data.answers;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.CheckpointOptions;

/**
 * How a file of questions is answered.
 *
 * @param sampling how each answer is chosen
 * @param checkpoint the options that the model was loaded with; they are recorded with the answers
 * @param imageFolder folder that image paths are relative to and may not leave, or null if no question has an image
 * @param withTokenIds whether {@code metadata} gets the token ids and the finish reason
 */
public record BatchOptions(
        Sampling sampling,
        CheckpointOptions checkpoint,
        @Nullable Path imageFolder,
        boolean withTokenIds) {
    /**
     * Greedy answers of a model that was loaded with the defaults, without token ids.
     *
     * @param imageFolder folder of the images
     * @return the options
     */
    public static BatchOptions greedy(Path imageFolder) {
        return new BatchOptions(Sampling.greedy(), CheckpointOptions.defaults(), imageFolder, false);
    }
}

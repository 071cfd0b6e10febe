package org.llavamed.train;

import java.util.List;
import org.llavamed.image.ImageSource;
import org.llavamed.prompt.Turn;

/**
 * A conversation to learn from: user and assistant by turns, the assistant last. Immutable; holds the images' sources, not
 * their pixels.
 *
 * @param id names the sample in messages
 * @param images as many as the user's turns have {@link org.llavamed.prompt.PromptPart.Image} parts, in that order; empty
 *     for text only
 * @param turns the conversation, images exactly where the data has them ({@link Turn#placedImages()} is 0); where the
 *     model sees them is up to the recipe's template
 */
public record TrainingSample(String id, List<ImageSource> images, List<Turn> turns) {
    /**
     * Copies the lists.
     *
     * @param id the component
     * @param images the component
     * @param turns the component
     */
    public TrainingSample {
        images = List.copyOf(images);
        turns = List.copyOf(turns);
    }
}

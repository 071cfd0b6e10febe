package org.llavamed.internal.generation;

import java.util.ArrayList;
import java.util.List;
import org.llavamed.checkpoint.ImageTokens;
import org.llavamed.error.PromptException;
import org.llavamed.internal.generation.PromptTokens.PromptImage;
import org.llavamed.internal.prompting.SegmentEncoder;
import org.llavamed.prompt.AssembledPrompt;
import org.llavamed.prompt.PromptSegment;
import org.llavamed.tokenizer.Tokenizer;

/** Tokenises an assembled prompt as the reference does and puts its images in order. */
public final class PromptEncoder {
    private final SegmentEncoder encoder;

    /**
     * An encoder for a checkpoint.
     *
     * @param tokenizer its tokenizer
     * @param imageTokens how images are marked
     * @param huggingFace whether it has one of Hugging Face's layouts
     * @param vocabulary rows of its embedding table
     */
    public PromptEncoder(Tokenizer tokenizer, ImageTokens imageTokens, boolean huggingFace, int vocabulary) {
        this.encoder = new SegmentEncoder(tokenizer, imageTokens, huggingFace, vocabulary);
    }

    /**
     * Tokenises.
     *
     * @param prompt the assembled prompt
     * @param images the images of the conversation; the prompt's image places refer to them by index
     * @return the tokens
     * @throws PromptException if the numbers of places and images differ
     */
    public PromptTokens encode(AssembledPrompt prompt, List<PromptImage> images) {
        prompt.requireImages(images.size());
        List<PromptImage> ordered = new ArrayList<>();
        for (PromptSegment segment : prompt.segments()) {
            if (segment instanceof PromptSegment.ImageSlot slot) {
                ordered.add(images.get(slot.index()));
            }
        }
        List<Integer> ids = new ArrayList<>();
        for (int id : encoder.encode(prompt.segments()).ids()) {
            ids.add(id);
        }
        return new PromptTokens(ids, ordered);
    }
}

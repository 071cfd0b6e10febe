package org.llavamed.internal.training;

import java.util.List;
import org.llavamed.checkpoint.ImageTokens;
import org.llavamed.error.PromptException;
import org.llavamed.internal.prompting.SegmentEncoder;
import org.llavamed.internal.prompting.SegmentTokens;
import org.llavamed.prompt.PromptSegment;
import org.llavamed.prompt.TrainingTemplate;
import org.llavamed.prompt.TrainingText;
import org.llavamed.prompt.Turn;
import org.llavamed.tokenizer.Tokenizer;

/**
 * Makes token ids of a conversation and marks those that are learned. The text is tokenised once, as a whole; a token
 * belongs to the segment of the text in which it begins. Immutable; any number of threads may share one.
 */
public final class SampleEncoder {
    /** Far beyond any context; a text of this size is a mistake in the data and would take gigabytes to tokenise. */
    private static final int MOST_CHARACTERS = 1 << 24;

    private final SegmentEncoder encoder;
    private final TrainingTemplate template;
    private final int maxLength;
    private final int imagePositions;

    /**
     * An encoder for a checkpoint and a recipe.
     *
     * @param tokenizer the checkpoint's tokenizer
     * @param imageTokens how images are marked
     * @param huggingFace whether the checkpoint has one of Hugging Face's layouts
     * @param vocabulary rows of its embedding table
     * @param template a key of {@link TrainingTemplate#keys()}
     * @param maxLength positions a sample may take, images expanded; 1 or more
     * @param imagePositions positions one image takes; 0 for a model without vision
     * @throws PromptException for a template that has no training form
     * @throws org.llavamed.error.CheckpointException if tokenizer and configuration contradict each other
     */
    public SampleEncoder(
            Tokenizer tokenizer,
            ImageTokens imageTokens,
            boolean huggingFace,
            int vocabulary,
            String template,
            int maxLength,
            int imagePositions) {
        if (maxLength < 1 || imagePositions < 0) {
            throw new IllegalArgumentException("length " + maxLength + ", " + imagePositions + " positions an image");
        }
        this.encoder = new SegmentEncoder(tokenizer, imageTokens, huggingFace, vocabulary);
        this.template = TrainingTemplate.forKey(template);
        this.maxLength = maxLength;
        this.imagePositions = imagePositions;
    }

    /**
     * Encodes a sample.
     *
     * @param id names the sample in messages
     * @param turns the conversation, with its images as parts of the user's turns
     * @param images how many images are given with it; any number if the template leaves images out
     * @return the sample, no longer than allowed; nothing to learn is no error
     * @throws PromptException if the template has no form for the conversation, its image parts and images differ in
     *     number, the model has no vision, or the images alone are longer than allowed
     */
    public EncodedSample encode(String id, List<Turn> turns, int images) {
        try {
            return encode(template.render(turns), template.leavesOutImages() ? 0 : images);
        } catch (PromptException e) {
            throw new PromptException("sample " + id + ": " + e.getMessage(), e);
        }
    }

    private EncodedSample encode(TrainingText text, int images) {
        if (text.imageCount() != images) {
            throw new PromptException("the conversation has places for " + text.imageCount() + " images but " + images
                    + " are given; give one image for each place");
        }
        if (images > 0 && imagePositions == 0) {
            throw new PromptException("it has " + images + " images, but the checkpoint has no vision tower");
        }
        long characters =
                text.parts().stream().mapToLong(SampleEncoder::characters).sum();
        if (characters > MOST_CHARACTERS) {
            throw new PromptException("its conversation has " + characters + " characters; more than " + MOST_CHARACTERS
                    + " are not accepted: shorten the sample or leave it out");
        }
        SegmentTokens tokens = encoder.encode(text.segments());
        return new SampleCut(text, tokens, imagePositions).to(maxLength);
    }

    private static long characters(TrainingText.Part part) {
        PromptSegment segment = part.segment();
        if (segment instanceof PromptSegment.TemplateText template) {
            return template.text().length();
        }
        return segment instanceof PromptSegment.UserText user ? user.text().length() : 0;
    }
}

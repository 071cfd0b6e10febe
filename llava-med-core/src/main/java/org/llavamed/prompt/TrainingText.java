package org.llavamed.prompt;

import java.util.List;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.PromptSegment.UserText;

/**
 * A conversation as a model is trained on it, before it is split into tokens. The token that begins a text (bos) is not
 * part of it: the tokenizer adds it, and it is never learned. Immutable.
 *
 * @param parts texts and image places, in order
 * @param droppedFirstTurn whether the conversation began with the assistant and the template has no place for that
 */
public record TrainingText(List<Part> parts, boolean droppedFirstTurn) {

    /**
     * Copies the list.
     *
     * @param parts texts and image places, in order
     * @param droppedFirstTurn whether a first turn of the assistant was left out
     */
    public TrainingText {
        parts = List.copyOf(parts);
    }

    /**
     * A segment and whether the model learns to write it.
     *
     * @param segment a text or an image place
     * @param learned true for what the loss is over; never for an image
     */
    public record Part(PromptSegment segment, boolean learned) {
        /**
         * Checks the pair.
         *
         * @param segment a text or an image place
         * @param learned whether the model learns to write it
         * @throws IllegalArgumentException for an image that is to be learned
         */
        public Part {
            if (learned && segment instanceof ImageSlot) {
                throw new IllegalArgumentException("an image cannot be learned");
            }
        }
    }

    /**
     * The segments alone.
     *
     * @return texts and image places, in order
     */
    public List<PromptSegment> segments() {
        return parts.stream().map(Part::segment).toList();
    }

    /**
     * Number of image places.
     *
     * @return 0 or more
     */
    public int imageCount() {
        return (int) segments().stream().filter(ImageSlot.class::isInstance).count();
    }

    /**
     * The whole as one string, images shown as {@value AssembledPrompt#IMAGE_MARKER}.
     *
     * @return the string
     */
    public String text() {
        return join(false);
    }

    /**
     * What is learned, as one string.
     *
     * @return the learned texts without the others
     */
    public String learnedText() {
        return join(true);
    }

    private String join(boolean learnedOnly) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            if (learnedOnly && !part.learned()) {
                continue;
            }
            PromptSegment segment = part.segment();
            if (segment instanceof TemplateText template) {
                text.append(template.text());
            } else {
                text.append(segment instanceof UserText user ? user.text() : AssembledPrompt.IMAGE_MARKER);
            }
        }
        return text.toString();
    }
}

package org.llavamed.prompt;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.prompt.PromptSegment.TemplateText;
import org.llavamed.prompt.PromptSegment.UserText;

/**
 * A conversation as the model reads it, before it is split into tokens. Neighbouring segments of one kind are joined and
 * empty ones left out, so that equal prompts are equal records. The token that begins a text (bos) is not part of it: the
 * tokenizer adds it. Immutable.
 *
 * @param segments texts and image places, in order; the image places carry each of 0..n-1 once
 */
public record AssembledPrompt(List<PromptSegment> segments) {

    /** How {@link #text()} shows an image. */
    public static final String IMAGE_MARKER = "<image>";

    /**
     * Joins neighbours and checks the image places.
     *
     * @param segments texts and image places, in order
     * @throws IllegalArgumentException if an image place is missing, doubled or negative
     */
    public AssembledPrompt {
        segments = joined(segments);
        int images = count(segments);
        BitSet seen = new BitSet(images);
        for (PromptSegment segment : segments) {
            if (segment instanceof ImageSlot slot) {
                if (slot.index() < 0 || slot.index() >= images || seen.get(slot.index())) {
                    throw new IllegalArgumentException(
                            "image place " + slot.index() + " of " + images + " is out of range or used twice");
                }
                seen.set(slot.index());
            }
        }
    }

    /**
     * The prompt as one string, images shown as {@value #IMAGE_MARKER}. For people: a marker and the same characters
     * typed by a user look alike in it, so it is not a way back to the segments.
     *
     * @return the string
     */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (PromptSegment segment : segments) {
            if (segment instanceof TemplateText template) {
                text.append(template.text());
            } else if (segment instanceof UserText user) {
                text.append(user.text());
            } else {
                text.append(IMAGE_MARKER);
            }
        }
        return text.toString();
    }

    /**
     * Number of image places.
     *
     * @return 0 or more
     */
    public int imageCount() {
        return count(segments);
    }

    /**
     * Checks that the prompt has a place for every image given with it, and no more.
     *
     * @param given number of images given
     * @return this prompt
     * @throws PromptException if the numbers differ; the message has both
     */
    public AssembledPrompt requireImages(int given) {
        if (imageCount() != given) {
            throw new PromptException("the prompt has " + imageCount() + " image markers but " + given
                    + " images were given; give one image for each marker, in the order of the markers");
        }
        return this;
    }

    /**
     * Starts an empty prompt, for templates that an application writes itself.
     *
     * @return a builder for one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    private static int count(List<PromptSegment> segments) {
        return (int) segments.stream().filter(ImageSlot.class::isInstance).count();
    }

    private static List<PromptSegment> joined(List<PromptSegment> segments) {
        List<PromptSegment> result = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        boolean ofTemplate = false;
        for (PromptSegment segment : segments) {
            if (segment instanceof ImageSlot) {
                flush(run, ofTemplate, result);
                result.add(segment);
                continue;
            }
            boolean template = segment instanceof TemplateText;
            String text = template ? ((TemplateText) segment).text() : ((UserText) segment).text();
            if (template != ofTemplate && !text.isEmpty()) {
                flush(run, ofTemplate, result);
                ofTemplate = template;
            }
            run.append(text);
        }
        flush(run, ofTemplate, result);
        return List.copyOf(result);
    }

    private static void flush(StringBuilder run, boolean ofTemplate, List<PromptSegment> result) {
        if (run.length() > 0) {
            result.add(ofTemplate ? new TemplateText(run.toString()) : new UserText(run.toString()));
            run.setLength(0);
        }
    }

    /** Collects segments from left to right. Not thread-safe. */
    public static final class Builder {
        private final List<PromptSegment> segments = new ArrayList<>();

        private Builder() {}

        /**
         * Appends text of the template, in which control tokens are recognised.
         *
         * @param text the text
         * @return this builder
         */
        public Builder template(String text) {
            return add(new TemplateText(text));
        }

        /**
         * Appends text of a user or of the model, in which nothing is recognised.
         *
         * @param text the text
         * @return this builder
         */
        public Builder user(String text) {
            return add(new UserText(text));
        }

        /**
         * Appends a segment.
         *
         * @param segment what comes next
         * @return this builder
         */
        public Builder add(PromptSegment segment) {
            segments.add(segment);
            return this;
        }

        /**
         * Appends segments.
         *
         * @param more what comes next, in order
         * @return this builder
         */
        public Builder addAll(List<? extends PromptSegment> more) {
            segments.addAll(more);
            return this;
        }

        /**
         * The prompt so far.
         *
         * @return an immutable prompt
         * @throws IllegalArgumentException if the image places are not 0..n-1, each once
         */
        public AssembledPrompt build() {
            return new AssembledPrompt(segments);
        }
    }
}

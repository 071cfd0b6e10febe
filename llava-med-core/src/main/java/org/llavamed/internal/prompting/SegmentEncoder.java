package org.llavamed.internal.prompting;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.llavamed.checkpoint.ImageTokens;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.PromptException;
import org.llavamed.prompt.AssembledPrompt;
import org.llavamed.prompt.PromptSegment;
import org.llavamed.prompt.PromptSegment.ImageSlot;
import org.llavamed.tokenizer.TextSpan;
import org.llavamed.tokenizer.TokenizedText;
import org.llavamed.tokenizer.Tokenizer;

/**
 * Tokenises segments as the reference does. The original code splits the text at its images and tokenises each piece by
 * itself (LLaVA's {@code tokenizer_image_token}); Hugging Face's processor puts image tokens into the text and tokenises it
 * whole. The two differ only for tokenizers that treat the beginning of a text specially ({@code legacy: false}). Immutable;
 * any number of threads may share one.
 */
public final class SegmentEncoder {
    private static final TextSpan IMAGE_MARKER = TextSpan.template(AssembledPrompt.IMAGE_MARKER);
    private static final String IMAGE_START = "<im_start>";
    private static final String IMAGE_END = "<im_end>";

    private final Tokenizer tokenizer;
    private final boolean startEnd;
    private final boolean wholeText;
    private final int vocabulary;

    /**
     * An encoder for a checkpoint.
     *
     * @param tokenizer its tokenizer
     * @param imageTokens how images are marked
     * @param huggingFace whether it has one of Hugging Face's layouts
     * @param vocabulary rows of its embedding table
     * @throws CheckpointException if the tokenizer lacks a token that the configuration wants, or contradicts it
     */
    public SegmentEncoder(Tokenizer tokenizer, ImageTokens imageTokens, boolean huggingFace, int vocabulary) {
        this.tokenizer = tokenizer;
        this.startEnd = imageTokens.startEnd();
        this.wholeText = huggingFace
                && !startEnd
                && tokenizer.id(AssembledPrompt.IMAGE_MARKER).isPresent();
        this.vocabulary = vocabulary;
        OptionalInt marker = tokenizer.id(AssembledPrompt.IMAGE_MARKER);
        Integer configured = imageTokens.hfImageTokenId();
        if (huggingFace && configured != null && marker.isPresent() && marker.getAsInt() != configured) {
            throw new CheckpointException("config.json says image_token_index " + configured
                    + ", but in the tokenizer (" + sources() + ") <image> has the id " + marker.getAsInt());
        }
        if (startEnd) {
            for (String token : List.of(IMAGE_START, IMAGE_END)) {
                if (tokenizer.id(token).isEmpty()) {
                    throw new CheckpointException("the configuration wants images between " + IMAGE_START + " and "
                            + IMAGE_END + ", but the tokenizer (" + sources() + ") has no token " + token);
                }
            }
        }
    }

    /**
     * Tokenises.
     *
     * @param segments texts and image places, in order
     * @return the tokens, with bos in front if the checkpoint wants it
     * @throws PromptException if a text of the template holds an image token
     * @throws CheckpointException if a token has no embedding
     */
    public SegmentTokens encode(List<PromptSegment> segments) {
        SegmentTokens tokens = (wholeText ? whole(segments) : pieces(segments)).trimmed();
        long sentinels = 0;
        for (int id : tokens.ids()) {
            if (id >= vocabulary) {
                throw new CheckpointException(sources() + ": token " + tokenizer.piece(id) + " has id " + id
                        + " but the model has only " + vocabulary + " embeddings");
            }
            if (id == SegmentTokens.IMAGE) {
                sentinels++;
            }
        }
        if (sentinels != segments.stream().filter(ImageSlot.class::isInstance).count()) {
            throw new PromptException("the conversation template writes " + AssembledPrompt.IMAGE_MARKER
                    + " into its own text; images must be image places");
        }
        return tokens;
    }

    private SegmentTokens pieces(List<PromptSegment> segments) {
        SegmentTokens tokens = new SegmentTokens();
        Run run = new Run();
        boolean first = true;
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i) instanceof ImageSlot) {
                if (startEnd) {
                    run.add(TextSpan.template(IMAGE_START), i);
                }
                run.encode(first && tokenizer.addsBos(), tokens);
                tokens.add(SegmentTokens.IMAGE, i);
                first = false;
                run = new Run();
                if (startEnd) {
                    run.add(TextSpan.template(IMAGE_END), i);
                }
            } else {
                run.add(span(segments.get(i)), i);
            }
        }
        run.encode(first && tokenizer.addsBos(), tokens);
        return tokens;
    }

    private SegmentTokens whole(List<PromptSegment> segments) {
        Run run = new Run();
        for (int i = 0; i < segments.size(); i++) {
            run.add(segments.get(i) instanceof ImageSlot ? IMAGE_MARKER : span(segments.get(i)), i);
        }
        SegmentTokens tokens = new SegmentTokens();
        run.encode(tokenizer.addsBos(), tokens);
        int marker = tokenizer.id(AssembledPrompt.IMAGE_MARKER).orElseThrow();
        int[] ids = tokens.ids();
        for (int i = 0; i < ids.length; i++) {
            ids[i] = ids[i] == marker ? SegmentTokens.IMAGE : ids[i];
        }
        return tokens;
    }

    private static TextSpan span(PromptSegment segment) {
        return segment instanceof PromptSegment.TemplateText template
                ? TextSpan.template(template.text())
                : TextSpan.literal(((PromptSegment.UserText) segment).text());
    }

    private String sources() {
        return String.join(", ", tokenizer.sourceFiles());
    }

    /** Texts that are tokenised together. */
    private final class Run {
        private final List<TextSpan> spans = new ArrayList<>();
        private final List<Integer> segments = new ArrayList<>();

        void add(TextSpan span, int segment) {
            spans.add(span);
            segments.add(segment);
        }

        void encode(boolean addBos, SegmentTokens out) {
            TokenizedText text = tokenizer.encodeWithStarts(spans, addBos);
            int at = -1;
            int end = 0;
            for (int i = 0; i < text.ids().length; i++) {
                int start = text.starts()[i];
                // Starts never decrease, so the spans are walked once.
                while (start >= end && at + 1 < spans.size()) {
                    at++;
                    end += spans.get(at).text().length();
                }
                out.add(text.ids()[i], start < 0 ? SegmentTokens.NO_SEGMENT : segments.get(at));
            }
        }
    }
}

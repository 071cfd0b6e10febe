package org.llavamed.internal.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.llavamed.checkpoint.ImageTokens;
import org.llavamed.error.CheckpointException;
import org.llavamed.error.PromptException;
import org.llavamed.internal.generation.PromptTokens.PromptImage;
import org.llavamed.prompt.AssembledPrompt;
import org.llavamed.prompt.PromptSegment;
import org.llavamed.tokenizer.TextSpan;
import org.llavamed.tokenizer.Tokenizer;

/**
 * Tokenises an assembled prompt as the reference does. The original code splits the text at its images and tokenises each
 * piece by itself (LLaVA's {@code tokenizer_image_token}); Hugging Face's processor puts image tokens into the text and
 * tokenises it whole. The two differ only for tokenizers that treat the beginning of a text specially ({@code legacy:
 * false}).
 */
public final class PromptEncoder {
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
     */
    public PromptEncoder(Tokenizer tokenizer, ImageTokens imageTokens, boolean huggingFace, int vocabulary) {
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
                    + ", but in the tokenizer (" + String.join(", ", tokenizer.sourceFiles()) + ") <image> has the id "
                    + marker.getAsInt());
        }
        if (startEnd) {
            for (String token : List.of(IMAGE_START, IMAGE_END)) {
                if (tokenizer.id(token).isEmpty()) {
                    throw new CheckpointException("the configuration wants images between " + IMAGE_START + " and "
                            + IMAGE_END + ", but the tokenizer (" + String.join(", ", tokenizer.sourceFiles())
                            + ") has no token " + token);
                }
            }
        }
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
        List<Integer> ids = wholeText ? whole(prompt) : pieces(prompt);
        for (int id : ids) {
            if (id >= vocabulary) {
                throw new CheckpointException(String.join(", ", tokenizer.sourceFiles()) + ": token "
                        + tokenizer.piece(id) + " has id " + id + " but the model has only " + vocabulary
                        + " embeddings");
            }
        }
        if (ids.stream().filter(id -> id == PromptTokens.IMAGE).count() != ordered.size()) {
            throw new PromptException("the conversation template writes " + AssembledPrompt.IMAGE_MARKER
                    + " into its own text; images must be image places");
        }
        return new PromptTokens(ids, ordered);
    }

    private List<Integer> pieces(AssembledPrompt prompt) {
        List<Integer> ids = new ArrayList<>();
        List<TextSpan> piece = new ArrayList<>();
        boolean first = true;
        for (PromptSegment segment : prompt.segments()) {
            if (segment instanceof PromptSegment.ImageSlot) {
                if (startEnd) {
                    piece.add(TextSpan.template(IMAGE_START));
                }
                append(ids, tokenizer.encode(piece, first && tokenizer.addsBos()));
                ids.add(PromptTokens.IMAGE);
                first = false;
                piece.clear();
                if (startEnd) {
                    piece.add(TextSpan.template(IMAGE_END));
                }
            } else {
                piece.add(span(segment));
            }
        }
        append(ids, tokenizer.encode(piece, first && tokenizer.addsBos()));
        return ids;
    }

    private List<Integer> whole(AssembledPrompt prompt) {
        List<TextSpan> spans = new ArrayList<>();
        for (PromptSegment segment : prompt.segments()) {
            spans.add(segment instanceof PromptSegment.ImageSlot ? IMAGE_MARKER : span(segment));
        }
        int marker = tokenizer.id(AssembledPrompt.IMAGE_MARKER).orElseThrow();
        List<Integer> ids = new ArrayList<>();
        for (int id : tokenizer.encode(spans, tokenizer.addsBos())) {
            ids.add(id == marker ? PromptTokens.IMAGE : id);
        }
        return ids;
    }

    private static TextSpan span(PromptSegment segment) {
        return segment instanceof PromptSegment.TemplateText template
                ? TextSpan.template(template.text())
                : TextSpan.literal(((PromptSegment.UserText) segment).text());
    }

    private static void append(List<Integer> ids, int[] more) {
        for (int id : more) {
            ids.add(id);
        }
    }
}

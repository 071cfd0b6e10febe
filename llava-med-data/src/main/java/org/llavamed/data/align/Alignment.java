package org.llavamed.data.align;

import java.io.Serializable;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;
import org.llavamed.data.dialogue.ImageMarker;
import org.llavamed.data.dialogue.Phrasings;
import org.llavamed.data.dialogue.SeededDraws;
import org.llavamed.data.dialogue.Turn;
import org.llavamed.data.figure.FigureRecord;

/**
 * Makes a dialogue of one turn from a figure: an instruction to describe the image, and the caption as it stands. A caption of
 * fewer than 30 words (pieces between white space) gets an instruction from the concise list, a longer one from the detailed
 * list; the image marker goes before or after it. Both choices depend on the seed and the pair id alone. A pure function,
 * thread-safe and serializable.
 *
 * @param seed of the choices
 * @serial exclude
 */
public record Alignment(long seed) implements Serializable {
    private static final long serialVersionUID = 1;

    /**
     * The dialogue of a figure. Blanks around the caption and control strings in it, such as a literal {@code <image>}, are
     * removed; nothing else is changed.
     *
     * @param figure the figure
     * @param image the name of its image
     * @return the dialogue, or null if nothing is left of the caption
     */
    public @Nullable Dialogue align(FigureRecord figure, String image) {
        String caption = caption(figure);
        if (caption.isEmpty()) {
            return null;
        }
        SplittableRandom draws = SeededDraws.of(seed, figure.pairId());
        String instruction = Phrasings.standard().draw(Phrasings.words(caption), draws);
        return new Dialogue(
                figure.pairId(),
                image,
                figure.domain(),
                List.of(Turn.human(ImageMarker.place(instruction, draws)), Turn.gpt(caption)));
    }

    /** The caption without control strings and blanks around; Unicode's no-break blanks too. */
    static String caption(FigureRecord figure) {
        String text = ImageMarker.remove(figure.figCaption());
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF' || c == '\u200B' || c < ' ';
    }
}

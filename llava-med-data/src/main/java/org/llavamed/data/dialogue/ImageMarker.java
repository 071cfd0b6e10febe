package org.llavamed.data.dialogue;

import java.util.SplittableRandom;

/**
 * The marker that stands where the image is, and the other strings that a tokenizer or prompt template reads as control
 * tokens. A caption or a reply may spell them out; they would shift the images of a batch, so they never reach a data file.
 */
public final class ImageMarker {
    private static final String[] CONTROL = {
        Dialogue.IMAGE_MARKER,
        "<im_start>",
        "<im_end>",
        "<im_patch>",
        "<s>",
        "</s>",
        "<unk>",
        "<pad>",
        "[INST]",
        "[/INST]",
        "<|im_start|>",
        "<|im_end|>",
        "<|endoftext|>"
    };

    private ImageMarker() {}

    /**
     * Puts the marker before or after a text, on a line of its own.
     *
     * @param text the first human turn, without a marker
     * @param draws chooses
     * @return {@code "<image>\n" + text} or {@code text + "\n<image>"}, equally likely
     */
    public static String place(String text, SplittableRandom draws) {
        return draws.nextBoolean() ? Dialogue.IMAGE_MARKER + "\n" + text : text + "\n" + Dialogue.IMAGE_MARKER;
    }

    /**
     * Removes every control string, also those that only appear when another is removed. Where one stood between blanks, one
     * blank stays. Takes time in proportion to the length.
     *
     * @param text any text
     * @return the text itself if there is none
     */
    public static String remove(String text) {
        if (!mayHave(text)) {
            return text;
        }
        StringBuilder kept = new StringBuilder(text.length());
        boolean removed = false;
        boolean joint = false; // something was cut just before this character
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (joint && c == ' ' && (kept.isEmpty() || Character.isWhitespace(kept.charAt(kept.length() - 1)))) {
                continue;
            }
            joint = false;
            kept.append(c);
            if (c == '>' || c == ']') {
                int cut = cut(kept);
                if (cut > 0) {
                    kept.setLength(kept.length() - cut);
                    removed = true;
                    joint = true;
                }
            }
        }
        return removed ? kept.toString() : text;
    }

    private static boolean mayHave(String text) {
        return text.indexOf('<') >= 0 || text.indexOf('[') >= 0;
    }

    private static int cut(StringBuilder text) {
        for (String control : CONTROL) {
            int begin = text.length() - control.length();
            if (begin >= 0 && text.indexOf(control, begin) == begin) {
                return control.length();
            }
        }
        return 0;
    }
}

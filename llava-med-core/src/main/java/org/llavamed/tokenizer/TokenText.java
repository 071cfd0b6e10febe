package org.llavamed.tokenizer;

import java.nio.charset.StandardCharsets;

/**
 * Turns token ids into text one at a time. What it has given out never changes later: the bytes of a character are held
 * back until the character is complete or cannot become one any more, and each byte that belongs to none becomes U+FFFD. All
 * texts joined, with that of {@link #finish()}, equal {@link Tokenizer#decode(int...)} of all ids. Get one from
 * {@link Tokenizer#stream()}; it is for one thread and one text.
 */
public final class TokenText {
    private final Tokenizer tokenizer;
    private final byte[] held = new byte[4];
    private int heldCount;
    private final boolean dropsAllSpaces;
    private boolean dropsSpace;
    private boolean finished;

    TokenText(Tokenizer tokenizer, Spacing spacing) {
        this.tokenizer = tokenizer;
        this.dropsAllSpaces = spacing.removeExtra();
        this.dropsSpace = spacing.stripsLeadingSpace();
    }

    /**
     * Adds the next token.
     *
     * @param id its id; special tokens and ids without a token add no text
     * @return the text that is certain now and was not before, often one word, sometimes empty
     * @throws IllegalStateException after {@link #finish()}
     */
    public String push(int id) {
        if (finished) {
            throw new IllegalStateException("push after finish");
        }
        if (tokenizer.isSilent(id)) {
            return "";
        }
        int value = tokenizer.byteValue(id);
        if (value >= 0) {
            dropsSpace = false;
            StringBuilder text = new StringBuilder();
            held[heldCount++] = (byte) value;
            settle(text, false);
            return text.toString();
        }
        String text = tokenizer.text(id);
        if (dropsSpace) {
            text = text.startsWith(" ") ? text.substring(1) : text;
            dropsSpace = dropsAllSpaces && text.isEmpty();
        }
        return heldCount == 0 ? text : releaseAll() + text;
    }

    /**
     * Ends the text.
     *
     * @return what is still held back: U+FFFD for each byte of a character that never became complete; mostly empty
     */
    public String finish() {
        finished = true;
        return releaseAll();
    }

    private String releaseAll() {
        StringBuilder text = new StringBuilder();
        settle(text, true);
        return text.toString();
    }

    /** Gives out the characters at the start of the held bytes; at the end also a beginning that nothing will complete. */
    private void settle(StringBuilder text, boolean end) {
        int at = 0;
        while (at < heldCount) {
            int length = Utf8.sequenceLength(held, at, heldCount);
            if (length == Utf8.INCOMPLETE && !end) {
                break;
            }
            if (length <= 0) {
                text.append('\uFFFD');
                at++;
            } else {
                text.append(new String(held, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        System.arraycopy(held, at, held, 0, heldCount - at);
        heldCount -= at;
    }
}

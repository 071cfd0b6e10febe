package org.llavamed.tokenizer;

/**
 * Token ids and where in the text each token begins, from {@link Tokenizer#encodeWithStarts}. Immutable as long as nobody
 * writes to its arrays, which are not copied.
 */
public final class TokenizedText {
    private final int[] ids;
    private final int[] starts;

    TokenizedText(int[] ids, int[] starts) {
        this.ids = ids;
        this.starts = starts;
    }

    /**
     * The ids, as {@link Tokenizer#encode(java.util.List, boolean)} gives them.
     *
     * @return the array itself, not a copy
     */
    public int[] ids() {
        return ids;
    }

    /**
     * For each token the first char it stands for, counted over all spans together. A dummy space begins where the text
     * after it begins; the byte tokens of one character all begin at that character. Starts never decrease.
     *
     * @return the array itself, not a copy; -1 for bos
     */
    public int[] starts() {
        return starts;
    }
}

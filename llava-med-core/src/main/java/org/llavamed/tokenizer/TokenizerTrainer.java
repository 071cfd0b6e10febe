package org.llavamed.tokenizer;

import org.llavamed.error.LlavaMedException;

/**
 * Makes a vocabulary out of texts: byte pair encoding with byte fallback as LLaMA's SentencePiece model has it. Words are
 * counted while texts are added; {@link #train()} then joins, again and again, the two neighbouring pieces that occur together
 * most often (Sennrich et al. 2016, section 3.2).
 *
 * <p>The settings are LLaMA's: text is not normalised, every text gets a dummy space in front, spaces are kept and written as
 * ▁ at the beginning of a word, a digit is a piece of its own, a piece has letters of one script or punctuation, not both,
 * and at most 16 characters. Characters that lie beyond 99.95% of the text, and all control characters, are left to the 256
 * byte pieces. Unlike SentencePiece, which trains on lines, what follows a line break has no dummy space in front, because
 * encoding does not put one there.
 *
 * <p>The same texts in any order give the same vocabulary, byte for byte, as long as they have no more different words than
 * are counted: together 8 million characters of them. Beyond that the rarest are forgotten, so that memory stays below about
 * 1 GB whatever is added. Not thread-safe.
 */
public final class TokenizerTrainer {
    private static final int SMALLEST = 400;
    private static final int LARGEST = 32_000; // LLaMA's

    private final int vocabularySize;
    private final WordCounts words = new WordCounts(WordCounts.MOST_CHARACTERS);

    /**
     * Begins without any text.
     *
     * @param vocabularySize most pieces, 400 to 32,000: three special ones, 256 bytes, the characters, and what is joined
     * @throws IllegalArgumentException if it is out of range
     */
    public TokenizerTrainer(int vocabularySize) {
        if (vocabularySize < SMALLEST || vocabularySize > LARGEST) {
            throw new IllegalArgumentException(
                    "vocabularySize is " + vocabularySize + " but must be " + SMALLEST + " to " + LARGEST);
        }
        this.vocabularySize = vocabularySize;
    }

    /**
     * Counts the words of a text as they will stand when it is encoded on its own.
     *
     * @param text any text; nothing is kept of it but its words
     */
    public void add(String text) {
        words.add(text);
    }

    /**
     * Makes the vocabulary of all texts added so far. More may be added afterwards, for another one.
     *
     * @return the vocabulary, smaller than asked for if no two neighbouring pieces are left that occur together twice
     * @throws LlavaMedException if there is no text, or the vocabulary is too small for the bytes and characters; the message
     *     says how many pieces are needed
     */
    public TrainedVocabulary train() {
        int[] characters = words.characters();
        if (characters.length == 0) {
            throw new LlavaMedException(
                    "there is no text to train a tokenizer on: every text was empty or none was added");
        }
        int needed = TrainedVocabulary.FIXED_PIECES + characters.length;
        if (needed > vocabularySize) {
            throw new LlavaMedException(
                    "a vocabulary of " + vocabularySize + " pieces is too small: the special pieces, the"
                            + " bytes and the " + characters.length + " characters of these texts need " + needed
                            + ", and every joined piece one more"
                            + (needed > LARGEST ? "; leave out texts in other scripts" : ""));
        }
        MergeTraining training = new MergeTraining(characters, words);
        return new TrainedVocabulary(
                training.pieces(vocabularySize - TrainedVocabulary.FIXED_PIECES), characters.length);
    }
}

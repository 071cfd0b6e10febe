package org.llavamed.eval.score;

import java.util.List;

/** Finds words in order in a text that was cut into words. */
final class Phrase {
    private Phrase() {}

    static boolean occurs(List<String> phrase, List<String> text) {
        return !phrase.isEmpty() && find(phrase, text, 0) >= 0;
    }

    /**
     * The first occurrence (Knuth, Morris and Pratt: linear even for long repetitive texts).
     *
     * @param phrase at least one word
     * @param text the words to look in
     * @param from where to begin
     * @return index of the first word, or -1
     */
    static int find(List<String> phrase, List<String> text, int from) {
        int[] border = borders(phrase);
        int matched = 0;
        for (int i = from; i < text.size(); i++) {
            while (matched > 0 && !phrase.get(matched).equals(text.get(i))) {
                matched = border[matched - 1];
            }
            if (phrase.get(matched).equals(text.get(i))) {
                matched++;
            }
            if (matched == phrase.size()) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    private static int[] borders(List<String> phrase) {
        int[] border = new int[phrase.size()];
        int length = 0;
        for (int i = 1; i < border.length; i++) {
            while (length > 0 && !phrase.get(length).equals(phrase.get(i))) {
                length = border[length - 1];
            }
            if (phrase.get(length).equals(phrase.get(i))) {
                length++;
            }
            border[i] = length;
        }
        return border;
    }
}

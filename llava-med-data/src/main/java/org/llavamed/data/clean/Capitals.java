package org.llavamed.data.clean;

import java.util.Locale;

/** Capital letters at the beginning of a sentence. */
final class Capitals {
    private Capitals() {}

    /**
     * Appends the word that now begins a sentence, its first letter capital if it is an ordinary word: two or more small
     * letters, hyphens allowed, or the article. So pH, mRNA, p53, iPhone, c-Myc and a lone n or p stay.
     *
     * @param to gets the word
     * @param text where it stands
     * @param from where it begins
     * @return where the rest begins
     */
    static int append(StringBuilder to, String text, int from) {
        int end = from;
        while (end < text.length() && end - from < 64 && isWord(text.charAt(end))) {
            end++;
        }
        String word = text.substring(from, end);
        to.append(isOrdinary(word) ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) : word);
        return end;
    }

    /** A word in small letters, to compare it; never to be written. */
    static String small(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '\'' || c == '\u2019';
    }

    private static boolean isOrdinary(String word) {
        if (word.equals("a")) {
            return true;
        }
        if (word.length() < 2 || word.charAt(0) < 'a' || word.charAt(0) > 'z') {
            return false;
        }
        return word.chars().noneMatch(c -> Character.isUpperCase(c) || Character.isDigit(c))
                && (word.charAt(1) != '-' || word.startsWith("x-"));
    }
}

package org.llavamed.data.article;

/** What may follow a number and make it that of something else: {@code —figure supplement 1}, {@code —source data 2}. */
final class FigureSupplement {
    /** Stands between the number of the figure and that of the supplement. */
    static final String SIGN = "~";

    private static final String WORDS = "figure supplement";
    private static final String[] FILES = {"source ", "video ", "animation ", "code ", "table supplement"};

    private FigureSupplement() {}

    /** The number of the supplement that a text names here, or -1. */
    static int at(String text, int start) {
        int number = numberStart(text, start);
        if (number < 0) {
            return -1;
        }
        FigureNumber found = FigureNumber.at(text, number);
        return found == null ? -1 : found.number();
    }

    /** Where the number of the supplement begins that a text names here, or -1. */
    static int numberStart(String text, int start) {
        int i = start;
        while (i < text.length() && (text.charAt(i) == ' ' || isDash(text.charAt(i)))) {
            i++;
        }
        if (i == start || !text.regionMatches(true, i, WORDS, 0, WORDS.length())) {
            return -1;
        }
        i += WORDS.length();
        if (i < text.length() && text.charAt(i) == 's') {
            i++;
        }
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    /** Whether a file that belongs to the figure is meant, not the figure. */
    static boolean isFile(String text, int start) {
        int i = start;
        if (i >= text.length() || !isDash(text.charAt(i))) {
            return false;
        }
        i++;
        for (String word : FILES) {
            if (text.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    static boolean isDash(char c) {
        return c == '-' || (c >= '\u2010' && c <= '\u2015') || c == '\u2212';
    }
}

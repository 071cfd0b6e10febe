package org.llavamed.data.article;

/** What stands between two numbers of a list: commas, dashes, "and", "to". */
final class FigureSeparator {
    private static final String[] WORDS = {"and", "or", "as well as", "to", "through", "und", "et", "y", "e"};

    private FigureSeparator() {}

    /** Where the text goes on behind a separator; {@code start} if there is none. */
    static int skip(String text, int start) {
        int i = start;
        boolean found = false;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == ' ') {
                i++;
            } else if (",;/&+".indexOf(c) >= 0 || FigureSupplement.isDash(c)) {
                found = true;
                i++;
            } else {
                int word = word(text, i);
                if (word == i || i == start) {
                    break;
                }
                found = true;
                i = word;
            }
        }
        return found ? i : start;
    }

    private static int word(String text, int start) {
        for (String word : WORDS) {
            int end = start + word.length();
            if (text.startsWith(word, start) && end < text.length() && text.charAt(end) == ' ') {
                return end;
            }
        }
        return start;
    }

    /** Whether a separator means all between its neighbours. */
    static boolean isRange(String text, int start, int end) {
        String separator = text.substring(start, end).strip();
        return (separator.length() == 1 && FigureSupplement.isDash(separator.charAt(0)))
                || separator.equals("to")
                || separator.equals("through");
    }
}

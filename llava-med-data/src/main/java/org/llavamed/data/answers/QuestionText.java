package org.llavamed.data.answers;

/** What is done to the text of a question before a template sees it, as the reference does. */
public final class QuestionText {
    private static final String IMAGE_MARKER = "<image>";

    private QuestionText() {}

    /**
     * Removes white space at both ends, with the meaning of Python's {@code strip}: no-break and ideographic spaces too.
     *
     * @param text any text
     * @return the text without it
     */
    public static String trim(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    /**
     * Removes literal image markers, which question files carry, and trims. The template places the marker. Source: {@code
     * model_vqa.py} of the reference.
     *
     * @param text a question of a file
     * @return the question alone
     */
    public static String withoutImageMarkers(String text) {
        return trim(text.replace(IMAGE_MARKER, ""));
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085'; // all white space is in the BMP
    }
}

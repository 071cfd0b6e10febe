package org.llavamed.data.article;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The number of a figure in a text: {@code 2}, {@code S1}, {@code A.3}, {@code IV}, and what stands with it: panels
 * ({@code 2A}), a figure supplement ({@code 2—figure supplement 1}).
 *
 * @param prefix letters before the digits, upper case, or the part of the article ({@code S} for supplementary ones)
 * @param number the digits as a value, or -1 if it is not a plain number
 * @param name number in its usual form, for instance {@code S1}
 * @param panel letters behind it, lower case, or empty
 * @param end where the text goes on
 */
record FigureNumber(String prefix, int number, String name, String panel, int end) {
    private static final int MAX_DIGITS = 4;

    /** Reads a number at a place of a text, or gives null. */
    static @Nullable FigureNumber at(String text, int start) {
        int i = start;
        while (i < text.length() && i - start < 3 && isLetter(text.charAt(i))) {
            i++;
        }
        String prefix = text.substring(start, i).toUpperCase(Locale.ROOT);
        if (i > start && i + 1 < text.length() && ".-".indexOf(text.charAt(i)) >= 0 && isDigit(text.charAt(i + 1))) {
            i++; // A.3
        }
        if (prefix.length() > 2 || i >= text.length() || !isDigit(text.charAt(i))) {
            return roman(text, start);
        }
        int digits = i;
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        if (i - digits > MAX_DIGITS) {
            return null;
        }
        int number = Integer.parseInt(text.substring(digits, i));
        String name = prefix + number;
        while (i + 1 < text.length() && text.charAt(i) == '.' && isDigit(text.charAt(i + 1))) { // 1.2
            int from = i++;
            while (i < text.length() && isDigit(text.charAt(i))) {
                i++;
            }
            name += text.substring(from, i);
            number = -1;
        }
        int panel = i;
        while (i < text.length() && i - panel < 4 && isLetter(text.charAt(i))) {
            i++;
        }
        if (i - panel == 1) { // 2A1
            while (i < text.length() && i - panel < 3 && isDigit(text.charAt(i))) {
                i++;
            }
        }
        if (i < text.length() && Character.isLetterOrDigit(text.charAt(i))) {
            return null; // 2019nCoV, 3rdly
        }
        return new FigureNumber(prefix, number, name, text.substring(panel, i).toLowerCase(Locale.ROOT), i);
    }

    private static @Nullable FigureNumber roman(String text, int start) {
        int i = start;
        while (i < text.length() && "IVXL".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        boolean whole =
                i > start && i - start <= 6 && (i == text.length() || !Character.isLetterOrDigit(text.charAt(i)));
        return whole ? new FigureNumber("", -1, text.substring(start, i), "", i) : null;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}

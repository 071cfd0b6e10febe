package org.llavamed.eval.score;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Texts as strict mode compares them: NFKC, small letters, digits of any script as 0 to 9, apostrophes inside words deleted (Crohn's is
 * crohns), all other punctuation a blank but for the point inside a number and the commas of thousands (1,000 is 1000), {@code zero} to
 * {@code ten} as digits, articles dropped unless nothing else is there, each Chinese or Japanese character a word. Doing it twice changes
 * nothing. Signs such as + and % are lost.
 */
public final class StrictNormalizer {
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    private static final Map<String, String> NUMBERS = Map.ofEntries(
            Map.entry("zero", "0"),
            Map.entry("one", "1"),
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"));

    private StrictNormalizer() {}

    /**
     * A text in its normal form.
     *
     * @param text any text
     * @return its words with a blank between them; empty if it has none
     */
    public static String normalize(String text) {
        return String.join(" ", words(text));
    }

    /**
     * The words of a text.
     *
     * @param text any text
     * @return its words in order, none of them empty
     */
    public static List<String> words(String text) {
        int[] points = fold(text).codePoints().toArray();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            if (isIdeograph(point)) {
                end(word, words);
                end(word.appendCodePoint(point), words);
            } else if (Character.isDigit(point)) {
                word.append((char) ('0' + Character.digit(point, 10)));
            } else if (Character.isLetter(point) || (isMark(point) && !word.isEmpty())) {
                word.appendCodePoint(point);
            } else if (point == '.' && isDigit(points, i - 1) && isDigit(points, i + 1)) {
                word.append('.');
            } else if (!isInside(points, i)) {
                end(word, words);
            }
        }
        end(word, words);
        return words.stream().allMatch(ARTICLES::contains)
                ? words
                : words.stream().filter(one -> !ARTICLES.contains(one)).toList();
    }

    /** Whether two texts without any word are the same sign. */
    static boolean sameSign(String one, String other) {
        String sign = fold(one).strip();
        return !sign.isEmpty() && sign.equals(fold(other).strip());
    }

    /** Compatibility forms, case and typographic signs made plain; invisible signs are gone. */
    static String fold(String text) {
        String visible = text.codePoints()
                .filter(point -> point == 0x200B || Character.getType(point) != Character.FORMAT) // U+200B parts words
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String small = Normalizer.normalize(visible, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder plain = new StringBuilder(small.length());
        Normalizer.normalize(small, Normalizer.Form.NFKC)
                .codePoints()
                .map(StrictNormalizer::plain)
                .forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static int plain(int point) {
        return switch (point) {
            case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x02BC, 0x0060, 0x00B4 -> '\'';
            case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033 -> '"';
            case 0x2212 -> '-';
            default -> Character.getType(point) == Character.DASH_PUNCTUATION ? '-' : point;
        };
    }

    /** Signs that neither stay nor part words: the apostrophe between letters, the comma of thousands. */
    private static boolean isInside(int[] points, int i) {
        if (points[i] == '\'') {
            return isLetter(points, i - 1) && isLetter(points, i + 1) && !isMark(points[i + 1]);
        }
        return points[i] == ','
                && digitsBefore(points, i) >= 1
                && digitsBefore(points, i) <= 3
                && isDigit(points, i + 1)
                && isDigit(points, i + 2)
                && isDigit(points, i + 3)
                && !isDigit(points, i + 4);
    }

    private static int digitsBefore(int[] points, int i) {
        int count = 0;
        while (count < 4 && isDigit(points, i - 1 - count)) {
            count++;
        }
        return count;
    }

    private static boolean isDigit(int[] points, int i) {
        return i >= 0 && i < points.length && Character.isDigit(points[i]);
    }

    private static boolean isLetter(int[] points, int i) {
        return i >= 0
                && i < points.length
                && (Character.isLetter(points[i]) || isMark(points[i]))
                && !isIdeograph(points[i]);
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    static boolean isIdeograph(int point) {
        if (!Character.isLetter(point)) {
            return false;
        }
        Character.UnicodeScript script = Character.UnicodeScript.of(point);
        return script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            String whole =
                    Normalizer.normalize(word, Normalizer.Form.NFKC); // a deleted sign may have parted what composes
            words.add(NUMBERS.getOrDefault(whole, whole));
            word.setLength(0);
        }
    }
}

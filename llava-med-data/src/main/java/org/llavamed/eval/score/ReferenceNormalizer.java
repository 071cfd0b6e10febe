package org.llavamed.eval.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The normalisation of the published evaluators, defects included: a punctuation mark is deleted if it stands beside a blank
 * anywhere in the text (or if the text has a comma between two digits), and else becomes a blank; only the first 32 full
 * stops go; {@code none} is 0. It is not idempotent. Source: {@code normalize_word} of {@code eval_metrics/glossary.py}.
 */
final class ReferenceNormalizer {
    private static final String MARKS = ";/[]\"{}()=+\\_-><@`,?!";
    private static final Pattern COMMA_IN_NUMBER = Pattern.compile("\\p{Nd},\\p{Nd}");
    private static final char SIGMA = '\u03A3';
    private static final int MOST_STOPS = 32; // a flag, passed where the number of replacements belongs
    private static final Map<String, String> NUMBERS = Map.ofEntries(
            Map.entry("none", "0"),
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
    private static final Map<String, String> CONTRACTIONS = contractions();

    private ReferenceNormalizer() {}

    private static Map<String, String> contractions() {
        Map<String, String> table = new HashMap<>();
        try (InputStream in = ReferenceNormalizer.class.getResourceAsStream("contractions.tsv")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks contractions.tsv");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            lines.lines().map(line -> line.split("\t", 2)).forEach(pair -> table.put(pair[0], pair[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(table);
    }

    /** The text as the published evaluators compare it: lower case, then normalised once. */
    static String first(String text) {
        return normalize(lower(text));
    }

    static String normalize(String text) {
        boolean numbers = COMMA_IN_NUMBER.matcher(text).find();
        boolean[] deleted = new boolean[MARKS.length()];
        for (int i = 0; i < deleted.length; i++) {
            char mark = MARKS.charAt(i);
            deleted[i] = numbers || text.contains(mark + " ") || text.contains(" " + mark);
        }
        StringBuilder marked = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int mark = MARKS.indexOf(text.charAt(i));
            if (mark < 0) {
                marked.append(text.charAt(i));
            } else if (!deleted[mark]) {
                marked.append(' ');
            }
        }
        List<String> words = new ArrayList<>();
        for (String word : words(lower(withoutStops(marked)))) {
            String number = NUMBERS.getOrDefault(word, word);
            if (!number.equals("a") && !number.equals("an") && !number.equals("the")) {
                words.add(CONTRACTIONS.getOrDefault(number, number));
            }
        }
        return String.join(" ", words).replace(",", "");
    }

    /** Without the first 32 full stops that no digit follows. */
    private static String withoutStops(CharSequence text) {
        StringBuilder result = new StringBuilder(text.length());
        int stops = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean stop = text.charAt(i) == '.'
                    && (i + 1 == text.length() || !Character.isDigit(Character.codePointAt(text, i + 1)));
            if (!stop || stops == MOST_STOPS) {
                result.append(text.charAt(i));
            } else {
                stops++;
            }
        }
        return result.toString();
    }

    /** Python's {@code lower}. Java looks for word boundaries to find a final sigma; Unicode, and Python, for letters. */
    static String lower(String text) {
        if (text.indexOf(SIGMA) < 0) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder result = new StringBuilder(text.length());
        int begin = 0;
        for (int i = text.indexOf(SIGMA); i >= 0; i = text.indexOf(SIGMA, begin)) {
            boolean last = cased(text, i, -1) && !cased(text, i, 1);
            result.append(text.substring(begin, i).toLowerCase(Locale.ROOT)).append(last ? '\u03C2' : '\u03C3');
            begin = i + 1;
        }
        return result.append(text.substring(begin).toLowerCase(Locale.ROOT)).toString();
    }

    /** Whether the next character in a direction is a letter with case; marks and apostrophes are passed over. */
    private static boolean cased(String text, int from, int step) {
        for (int i = from + step; i >= 0 && i < text.length(); i += step) {
            int c = text.codePointAt(i);
            int type = Character.getType(c);
            boolean ignored = type == Character.NON_SPACING_MARK
                    || type == Character.ENCLOSING_MARK
                    || type == Character.FORMAT
                    || type == Character.MODIFIER_LETTER
                    || type == Character.MODIFIER_SYMBOL
                    || "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027".indexOf(c) >= 0;
            if (!ignored) {
                return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
            }
        }
        return false;
    }

    /** Python's {@code split}: at any Unicode white space. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || isSpace(text.charAt(i))) {
                if (i > begin) {
                    words.add(text.substring(begin, i));
                }
                begin = i + 1;
            }
        }
        return words;
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085'; // all white space is in the BMP
    }
}

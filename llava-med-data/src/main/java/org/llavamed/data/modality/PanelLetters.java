package org.llavamed.data.modality;

import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Panels named by letters: "(A) ... (B) ...", "(a, b)", "(A–D)", "A) ... B) ...", "A: ... B: ..." and the label
 * "Figure 2A-D". One letter alone names no panels: "(arrow)", "grade (b)", "(A/P)" and "(a) arrow" must not. Every pattern
 * looks at a bounded number of characters, so the time is linear.
 */
final class PanelLetters {
    /** A bracket that holds nothing but letters a to l with separators; the text before it decides whether it counts. */
    private static final Pattern BRACKET = Pattern.compile(
            "[(\\[]\\s{0,2}([A-La-l])((?:\\s{0,2}(?:,|;|&|-|–|—|to|and|,\\s{0,2}and)\\s{0,2}[A-La-l]){0,11})\\s{0,2}[)\\]]");

    private static final Pattern PAIR = Pattern.compile("(,|;|&|-|–|—|to|and)\\s{0,2}([A-La-l])");

    /** A letter with a mark behind it at the beginning of the text, a sentence or a part of one. */
    private static final Pattern LEADING =
            Pattern.compile("(?:^|[.;:,]\\s{1,3})([A-La-l])(\\)|:|\\.(?=\\s)|,(?=\\s)|\\s[-–—]\\s|-(?=[A-Z]))");

    /** "A and B", "A–D" as the subject at the beginning of a sentence: {@code A, B: ...}, {@code a–c, ...}. */
    private static final Pattern LEADING_RANGE = Pattern.compile(
            "(?:^|[.;:]\\s{1,3})([A-La-l])\\s{0,2}(?:,|&|-|–|—|and)\\s{0,2}([A-La-l])\\s{0,2}(?:[:,).]|\\s[-–—]\\s)");

    private static final Pattern LABEL_RANGE =
            Pattern.compile("\\d\\s{0,2}[(]?[A-La-l]\\s{0,2}(?:,|&|-|–|—|to|and)\\s{0,2}[(]?[A-La-l][).]?\\s{0,2}$");

    private PanelLetters() {}

    /** Whether a caption tells panels apart by letters. */
    static boolean inCaption(String caption) {
        Seen seen = new Seen();
        Matcher bracket = BRACKET.matcher(caption);
        while (bracket.find()) {
            if (isFormula(caption, bracket.start(), bracket.end())) {
                continue;
            }
            char before = bracket.group(1).charAt(0);
            seen.add(before);
            Matcher pair = PAIR.matcher(bracket.group(2));
            while (pair.find()) {
                char letter = pair.group(2).charAt(0);
                boolean range = "-–—to".contains(pair.group(1));
                for (char c = range ? before : letter; c <= letter; c++) {
                    seen.add(c);
                }
                before = letter;
            }
        }
        Matcher leading = LEADING.matcher(caption);
        for (int at = 0; leading.find(at); at = leading.end(1)) {
            seen.add(leading.group(1).charAt(0));
        }
        Matcher range = LEADING_RANGE.matcher(caption);
        while (range.find()) {
            seen.add(range.group(1).charAt(0));
            seen.add(range.group(2).charAt(0));
        }
        return seen.several();
    }

    /** Whether a label names several panels. */
    static boolean inLabel(String label) {
        String end = label.length() > 40 ? label.substring(label.length() - 40) : label;
        return LABEL_RANGE.matcher(end).find();
    }

    /** "([A–B]/B)" and "(A/P)" are arithmetic. */
    private static boolean isFormula(String text, int begin, int end) {
        return end < text.length() && "/*=+×".indexOf(text.charAt(end)) >= 0
                || begin > 0 && "/*=+×([".indexOf(text.charAt(begin - 1)) >= 0;
    }

    /** Letters of one case; panels are A and B, or B and C of a figure whose A is not spoken of. */
    private static final class Seen {
        private final BitSet upper = new BitSet();
        private final BitSet lower = new BitSet();

        void add(char letter) {
            if (letter >= 'a') {
                lower.set(letter - 'a');
            } else {
                upper.set(letter - 'A');
            }
        }

        boolean several() {
            return several(upper) || several(lower);
        }

        private static boolean several(BitSet letters) {
            return letters.get(1) && (letters.get(0) || letters.get(2));
        }
    }
}

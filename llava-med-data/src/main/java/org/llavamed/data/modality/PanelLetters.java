package org.llavamed.data.modality;

import java.util.BitSet;
import java.util.Locale;
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

    /**
     * A letter with a mark behind it at the beginning of the text or of a sentence: "A, ...", "B: ...", "C) ...", "D. The"
     * (but not "E. coli").
     */
    private static final Pattern LEADING = Pattern.compile(
            "(?:^|[.;:]\\s{1,3})([A-La-l])(?:\\)|:|,(?=\\s)|\\.(?=\\s{1,3}[\\p{Lu}\\d(])|\\s[-–—]\\s|-(?=[A-Z]))");

    /** After a comma only a mark that no list has: ", b) ...", ", B: ...". */
    private static final Pattern AFTER_COMMA = Pattern.compile(",\\s{1,3}(?:and\\s)?([A-La-l])(?:\\)|:)");

    /** Springer's bold letters lose their mark in plain text: "a Axial image, b coronal image". */
    private static final Pattern BARE_A = Pattern.compile("(?:^|[.;:]\\s{1,3})(a)\\s(?=\\p{Lu})");

    private static final Pattern BARE_NEXT = Pattern.compile("[.;:,]\\s{1,3}(?:and\\s)?([b-l])\\s(?=\\p{L})");

    private static final String[][] PAIRS = {
        {"(left)", "(right)"}, {"(top)", "(bottom)"}, {"(upper)", "(lower)"}, {"(i)", "(ii)"}, {"left:", "right:"}
    };

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
        for (Pattern pattern : new Pattern[] {LEADING, AFTER_COMMA, BARE_A, BARE_NEXT}) {
            Matcher letter = pattern.matcher(caption);
            for (int at = 0; letter.find(at); at = letter.end(1)) {
                seen.add(letter.group(1).charAt(0));
            }
        }
        Matcher range = LEADING_RANGE.matcher(caption);
        while (range.find()) {
            seen.add(range.group(1).charAt(0));
            seen.add(range.group(2).charAt(0));
        }
        return seen.several() || hasPair(caption.toLowerCase(Locale.ROOT));
    }

    private static boolean hasPair(String caption) {
        for (String[] pair : PAIRS) {
            if (caption.contains(pair[0]) && caption.contains(pair[1])) {
                return true;
            }
        }
        return false;
    }

    /** Whether a label names several panels. */
    static boolean inLabel(String label) {
        String end = label.length() > 40 ? label.substring(label.length() - 40) : label;
        return LABEL_RANGE.matcher(end).find();
    }

    /** "([A–B]/B)" and "(A/P)" are arithmetic. */
    private static boolean isFormula(String text, int begin, int end) {
        return (end < text.length() && "/*=+×".indexOf(text.charAt(end)) >= 0)
                || (begin > 0 && "/*=+×([".indexOf(text.charAt(begin - 1)) >= 0);
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

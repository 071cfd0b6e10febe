package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits the text of a paragraph of scientific English into sentences. A sentence ends at a full stop, question or exclamation
 * mark (with the brackets, quotation marks and citation numbers behind it), where a capital, a digit or a name such as p53
 * follows; never behind an abbreviation, an initial, in a number, or inside a short bracket. The abbreviations are in the
 * resource {@code abbreviations.txt}. Stateless, thread-safe.
 */
public final class SentenceSplitter {
    private static final String CLOSERS = ")]}\"'\u201d\u2019\u00bb";
    private static final String OPENERS = "([{\"'\u201c\u2018\u00ab";
    private static final int MAX_BRACKET = 250;
    private static final int MAX_REFERENCE = 60;
    private static final int MAX_LABEL = "Figure ".length();

    private SentenceSplitter() {}

    /**
     * Splits a text.
     *
     * @param text a paragraph, white space reduced to single blanks
     * @return its sentences in order, none of them blank; together they are the text but for blanks between them
     */
    public static List<String> split(String text) {
        List<String> sentences = new ArrayList<>();
        int start = 0;
        for (int end : ends(text)) {
            String sentence = text.substring(start, end).strip();
            if (!sentence.isEmpty()) {
                sentences.add(sentence);
            }
            start = end;
        }
        return sentences;
    }

    /** Where sentences end; the last end is that of the text. */
    static List<Integer> ends(String text) {
        List<Integer> ends = new ArrayList<>();
        int start = 0;
        Brackets brackets = new Brackets(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            brackets.pass(c, i, start);
            if (c != '.' && c != '?' && c != '!' && c != '\u2026') {
                continue;
            }
            int end = behind(text, i);
            if (end < text.length() && isEnd(text, start, i, end) && !brackets.inside(i, end)) {
                end = behindReference(text, end, end + 1);
                ends.add(end);
                start = end;
                while (start < text.length() && text.charAt(start) == ' ') {
                    start++;
                }
                brackets.reset();
                i = end - 1;
            }
        }
        if (start < text.length()) {
            ends.add(text.length());
        }
        return ends;
    }

    /** Skips what belongs to the mark: more marks, closing brackets and quotation marks, citation numbers. */
    private static int behind(String text, int mark) {
        int i = mark + 1;
        while (i < text.length() && ".?!\u2026".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        while (i < text.length() && CLOSERS.indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        boolean word =
                mark > 0 && (Character.isLetter(text.charAt(mark - 1)) || CLOSERS.indexOf(text.charAt(mark - 1)) >= 0);
        if (word && i < text.length()) {
            i = behindCitation(text, i);
            i = behindReference(text, i, i); // "was seen.(Fig. 2) The"
        }
        return i;
    }

    /** "shown.12,14–16 The", "shown.[3] The". */
    private static int behindCitation(String text, int start) {
        int i = start;
        if (text.charAt(i) != '[' && !FigureNumber.isDigit(text.charAt(i))) {
            return start;
        }
        while (i < text.length()
                && (FigureNumber.isDigit(text.charAt(i))
                        || ",[]".indexOf(text.charAt(i)) >= 0
                        || FigureSupplement.isDash(text.charAt(i)))) {
            i++;
        }
        return i == text.length() || text.charAt(i) == ' ' ? i : start;
    }

    /** A reference of its own behind the stop belongs to the sentence before: "was seen. [12] The", "was seen. (Fig. 2) The". */
    private static int behindReference(String text, int end, int reference) {
        int i = reference;
        if (i + 2 >= text.length() || (text.charAt(i) != '[' && text.charAt(i) != '(')) {
            return end;
        }
        char first = text.charAt(i + 1);
        boolean plain = text.charAt(i) == '['
                ? FigureNumber.isDigit(first)
                : text.regionMatches(true, i + 1, "fig", 0, 3)
                        || text.regionMatches(true, i + 1, "table", 0, 5)
                        || text.regionMatches(true, i + 1, "see ", 0, 4);
        String near = text.substring(i, Math.min(text.length(), i + MAX_REFERENCE));
        int close = plain ? near.indexOf(near.charAt(0) == '[' ? ']' : ')') : -1;
        if (close < 0) {
            return end;
        }
        close += i;
        int after = close + 1;
        if (after < text.length() && text.charAt(after) == '.') {
            after++;
        }
        boolean alone = after == text.length()
                || (text.charAt(after) == ' ' && after + 1 < text.length() && isStart(text, after + 1));
        return alone ? after : end;
    }

    private static boolean isEnd(String text, int start, int mark, int end) {
        if (text.charAt(end) != ' ') {
            return isWithoutBlank(text, mark, end);
        }
        if (end + 1 >= text.length() || !isStart(text, end + 1)) {
            return false;
        }
        return (text.charAt(mark) != '.' && text.charAt(mark) != '\u2026') || !isAbbreviation(text, start, mark, end);
    }

    /** "was seen (Fig. 2).The lung": a blank was forgotten. */
    private static boolean isWithoutBlank(String text, int mark, int end) {
        int next = FigureLabels.wordEnd(text, end);
        return mark > 0
                && text.charAt(mark - 1) == ')'
                && next - end > 1
                && next < text.length()
                && text.charAt(next) == ' '
                && Abbreviations.startsSentence(text.substring(end, next));
    }

    /** Whether a sentence may begin here. */
    private static boolean isStart(String text, int start) {
        int i = start;
        while (i < text.length() && OPENERS.indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        if (i == text.length()) {
            return false;
        }
        char c = text.charAt(i);
        if (!Character.isLowerCase(c) || i > start || (c > '\u02ff' && c < '\u0400')) { // α-actinin
            return true;
        }
        for (int k = i + 1; k < text.length() && text.charAt(k) != ' '; k++) {
            char next = text.charAt(k);
            if (Character.isUpperCase(next) || (k - i <= 4 && FigureNumber.isDigit(next))) { // mRNA, c-Myc, p53
                return true;
            }
        }
        return false;
    }

    private static boolean isAbbreviation(String text, int start, int mark, int end) {
        int from = mark;
        while (from > start && isWordPart(text.charAt(from - 1))) {
            from--;
        }
        String word = text.substring(from, mark);
        if (from == start
                && !word.isEmpty()
                && (word.length() <= 2 || (FigureNumber.isDigit(word.charAt(0)) && word.length() <= 4))) {
            return true; // "1. First", "A. The": a number of a list
        }
        if (end > mark + 1 && word.isEmpty()) {
            return false;
        }
        int nextStart = end + 1;
        while (nextStart < text.length() && OPENERS.indexOf(text.charAt(nextStart)) >= 0) {
            nextStart++;
        }
        int nextEnd = FigureLabels.wordEnd(text, nextStart);
        String next = text.substring(nextStart, nextEnd);
        boolean alone = nextEnd == text.length() || text.charAt(nextEnd) == ' ' || text.charAt(nextEnd) == ',';
        boolean starter = alone && Abbreviations.startsSentence(next) && !isPanel(text, nextStart);
        boolean number = nextStart < text.length() && FigureNumber.isDigit(text.charAt(nextStart));
        if (end > mark + 1) { // "... et al.) The": the bracket ends it
            return !starter && Abbreviations.endsNone(word, number, false);
        }
        if (word.length() == 1 && Character.isUpperCase(word.charAt(0)) && !isUnit(text, start, from)) {
            return !starter; // J. Smith, E. coli; but "group B. The"
        }
        if (isFigure(text, start, from) && (from - start <= MAX_LABEL || isPanel(text, nextStart))) {
            return true; // "Fig. 2. A, the": a label, not a sentence
        }
        return Abbreviations.endsNone(word, number, starter);
    }

    /** "37°C", "0.5 M": not an initial. */
    private static boolean isUnit(String text, int start, int letter) {
        if (letter == start) {
            return false;
        }
        char before = text.charAt(letter - 1);
        return (before != ' ' && OPENERS.indexOf(before) < 0)
                || (before == ' ' && letter >= start + 2 && FigureNumber.isDigit(text.charAt(letter - 2)));
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-';
    }

    /** Whether the word before is that for a figure. */
    private static boolean isFigure(String text, int start, int number) {
        int from = Math.max(start, number - 8);
        String before = text.substring(from, number).strip();
        return before.endsWith("Fig.")
                || before.endsWith("Fig")
                || before.endsWith("Figure")
                || before.endsWith("FIG.");
    }

    /** "A, CT scan", "B: the": a letter that is not the article. */
    private static boolean isPanel(String text, int letter) {
        return letter + 1 < text.length()
                && Character.isUpperCase(text.charAt(letter))
                && ",:;)".indexOf(text.charAt(letter + 1)) >= 0;
    }

    /** Round and square brackets that are open. */
    private static final class Brackets {
        private final String text;
        private int open = -1; // where the outermost begins
        private int depth;

        Brackets(String text) {
            this.text = text;
        }

        void pass(char c, int position, int sentence) {
            if (c == '(' || c == '[') {
                if (depth++ == 0) {
                    open = position == sentence ? -1 : position; // "(A whole sentence. Another.)"
                }
            } else if ((c == ')' || c == ']') && depth > 0 && --depth == 0) {
                open = -1;
            }
        }

        void reset() {
            depth = 0;
            open = -1;
        }

        /** Whether a mark stands in a bracket that closes soon. */
        boolean inside(int mark, int end) {
            if (open < 0 || mark - open > MAX_BRACKET) {
                return false;
            }
            int left = depth;
            for (int i = mark; i < Math.min(text.length(), open + MAX_BRACKET); i++) {
                char c = text.charAt(i);
                if (c == '(' || c == '[') {
                    left++;
                } else if ((c == ')' || c == ']') && --left == 0) {
                    return i >= end;
                }
            }
            return false;
        }
    }
}

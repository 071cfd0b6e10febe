package org.llavamed.data.modality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A word of a caption: a run of letters or a number, {@code &}, {@code ×n} for a magnification such as ×400, x 400 or 40×,
 * or {@code .} for the end of a sentence, which no phrase crosses.
 *
 * @param text as written
 * @param folded in lower case
 */
record Word(String text, String folded) {
    static final String MAGNIFICATION = "×n";
    private static final Word STOP = new Word(".", ".");
    private static final Word TIMES = new Word(MAGNIFICATION, MAGNIFICATION);

    /** The words of a text, in linear time. */
    static List<Word> of(String text) {
        List<Word> words = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int begin = i;
            if (Character.isLetterOrDigit(c)) {
                i = endOfRun(text, i);
                // A case is folded without the language of the machine: a Turkish one would not find "MRI".
                String run = text.substring(begin, i);
                words.add(new Word(run, run.toLowerCase(Locale.ROOT)));
            } else {
                i += Character.charCount(c);
                if (c == '×' || c == '✕' || c == '⨯') {
                    words.add(new Word("×", "×"));
                } else if (c == '&') {
                    words.add(new Word("&", "&"));
                } else if ((c == '.' || c == ';' || c == '!' || c == '?' || c == '\n')
                        && endsHere(text, i)
                        && !(c == '.' && isInitial(text, begin))) {
                    words.add(STOP);
                }
            }
        }
        return magnified(words);
    }

    private static int endOfRun(String text, int from) {
        int i = from;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (!Character.isLetterOrDigit(c) && Character.getType(c) != Character.NON_SPACING_MARK) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    private static boolean endsHere(String text, int next) {
        return next >= text.length() || Character.isWhitespace(text.charAt(next)) || text.charAt(next) == '[';
    }

    /** The dots of "C.T. scan" and "H.E. stain" end no sentence. */
    private static boolean isInitial(String text, int dot) {
        return dot >= 3
                && Character.isUpperCase(text.charAt(dot - 1))
                && text.charAt(dot - 2) == '.'
                && Character.isUpperCase(text.charAt(dot - 3));
    }

    private static List<Word> magnified(List<Word> words) {
        List<Word> all = new ArrayList<>(words.size());
        for (int i = 0; i < words.size(); i++) {
            String before = i == 0 ? "" : words.get(i - 1).folded();
            String word = words.get(i).folded();
            String next = i + 1 < words.size() ? words.get(i + 1).folded() : "";
            String after = i + 2 < words.size() ? words.get(i + 2).folded() : "";
            boolean times = word.equals("×") || word.equals("x");
            // ×400 and 40× are magnifications, 30 × 25 mm is not.
            if (times && isPower(next) && !isNumber(before) && !after.equals("×")) {
                all.add(TIMES);
                i++;
            } else if (isPower(word) && next.equals("×") && !isNumber(after) && !before.equals("×")) {
                all.add(TIMES);
                i++;
            } else if (word.length() > 2
                    && ((word.charAt(0) == 'x' && isPower(word.substring(1)))
                            || (word.endsWith("x") && isPower(word.substring(0, word.length() - 1))))) {
                all.add(TIMES);
            } else {
                all.add(words.get(i));
            }
        }
        return all;
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Two to four digits ending in 0 or 5, as the powers of objectives are. */
    private static boolean isPower(String word) {
        if (word.length() < 2 || word.length() > 4 || word.charAt(0) == '0' || !isNumber(word)) {
            return false;
        }
        char last = word.charAt(word.length() - 1);
        return last == '0' || last == '5';
    }
}

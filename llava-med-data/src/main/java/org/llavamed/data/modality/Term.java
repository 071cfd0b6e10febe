package org.llavamed.data.modality;

import java.util.List;
import java.util.Locale;

/**
 * A line of the rule file: a phrase that speaks for something. A word with a capital matches only as it is written (MR, but
 * not Mr), one in lower case matches in any case, and a {@code *} at its end stands for any ending.
 *
 * @param group what it speaks for
 * @param weight how strongly
 * @param phrase its words separated by one space
 * @param words its words
 */
record Term(TermGroup group, double weight, String phrase, List<String> words) {
    Term(TermGroup group, double weight, String phrase) {
        this(group, weight, phrase, List.of(phrase.split(" ")));
    }

    /** The first letter in lower case, by which terms are looked up. */
    String key() {
        return words.get(0).substring(0, 1).toLowerCase(Locale.ROOT);
    }

    /** Whether the phrase stands at a place of a text. */
    boolean matches(List<Word> text, int at) {
        if (at < 0 || at + words.size() > text.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!matches(words.get(i), text.get(at + i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(String pattern, Word word) {
        boolean asWritten = !pattern.equals(pattern.toLowerCase(Locale.ROOT));
        String text = asWritten ? word.text() : word.folded();
        return pattern.endsWith("*")
                ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                : text.equals(pattern);
    }
}

package org.llavamed.data.article;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The lists that {@link SentenceSplitter} goes by: {@code abbreviations.txt} and {@code sentence-starters.txt}. */
final class Abbreviations {
    private static final Set<String> ALWAYS = section("[always]");
    private static final Set<String> BEFORE_NUMBER = section("[before a number]");
    private static final Set<String> UNLESS_SENTENCE = section("[unless a sentence begins]");
    private static final Set<String> STARTERS = Set.copyOf(TextResource.lines("sentence-starters.txt"));

    private Abbreviations() {}

    private static Set<String> section(String title) {
        List<String> lines = TextResource.lines("abbreviations.txt");
        Set<String> words = new HashSet<>();
        for (int i = lines.indexOf(title) + 1; i < lines.size() && !lines.get(i).startsWith("["); i++) {
            words.add(lines.get(i));
        }
        return Set.copyOf(words);
    }

    /** Whether a word with its stop ends no sentence. */
    static boolean endsNone(String word, boolean numberFollows, boolean starterFollows) {
        String lower = word.toLowerCase(Locale.ROOT);
        return ALWAYS.contains(lower)
                || (numberFollows && BEFORE_NUMBER.contains(lower))
                || (!starterFollows && (UNLESS_SENTENCE.contains(lower) || isDotted(lower)));
    }

    /** Letters with stops between: "n.s", "U.S.A", "J.-P". */
    private static boolean isDotted(String word) {
        boolean dots = false;
        for (int i = 0; i < word.length(); i++) {
            boolean odd = i % 2 == 1;
            if (odd != (word.charAt(i) == '.') || (!odd && !Character.isLetter(word.charAt(i)))) {
                return false;
            }
            dots |= odd;
        }
        return dots && word.length() % 2 == 1;
    }

    static boolean startsSentence(String word) {
        return STARTERS.contains(word) || (word.length() > 4 && word.endsWith("ly")); // Occasionally
    }
}

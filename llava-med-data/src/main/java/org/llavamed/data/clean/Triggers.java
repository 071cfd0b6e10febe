package org.llavamed.data.clean;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of up to 64 sets of words, or rather beginnings of words, a text has one of: one pass that spares most texts every
 * regular expression. Immutable.
 */
final class Triggers {
    private final List<List<String>> sets;
    /** For each first letter the words, and beside them the bits of the sets that each is in. */
    private final String[][] words = new String[26][];

    private final long[][] bits = new long[26][];

    Triggers(List<List<String>> sets) {
        if (sets.size() > 64) {
            throw new IllegalArgumentException(sets.size() + " sets of words; 64 fit");
        }
        this.sets = List.copyOf(sets);
        Map<String, Long> all = new LinkedHashMap<>();
        for (int i = 0; i < sets.size(); i++) {
            for (String word : sets.get(i)) {
                if (word.isEmpty() || word.charAt(0) < 'a' || word.charAt(0) > 'z') {
                    throw new IllegalArgumentException("\"" + word + "\" does not begin with a small letter");
                }
                all.merge(word, 1L << i, (a, b) -> a | b);
            }
        }
        for (int i = 0; i < 26; i++) {
            char letter = (char) ('a' + i);
            words[i] = all.keySet().stream()
                    .filter(word -> word.charAt(0) == letter)
                    .toArray(String[]::new);
            bits[i] = new long[words[i].length];
            for (int j = 0; j < words[i].length; j++) {
                bits[i][j] = all.getOrDefault(words[i][j], 0L);
            }
        }
    }

    /** The bit of a set. */
    long bit(List<String> set) {
        int number = sets.indexOf(set);
        if (number < 0) {
            throw new IllegalArgumentException("no such set of words: " + set);
        }
        return 1L << number;
    }

    /** The bits of all sets of which a word of the text begins with one, upper or lower case. */
    long in(String text) {
        long found = 0;
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int letter = (c | 0x20) - 'a';
            if (letter < 0 || letter >= 26) {
                start = true;
            } else if (start) {
                start = false;
                String[] candidates = words[letter];
                for (int j = 0; j < candidates.length; j++) {
                    if (begins(candidates[j], text, i)) {
                        found |= bits[letter][j];
                    }
                }
            }
        }
        return found;
    }

    /** Whether a word of the text begins so, or is that word if the candidate ends in {@code $}. */
    private static boolean begins(String candidate, String text, int at) {
        int length = candidate.length();
        if (candidate.charAt(length - 1) != '$') {
            return text.regionMatches(true, at, candidate, 0, length);
        }
        int end = at + length - 1;
        return text.regionMatches(true, at, candidate, 0, length - 1)
                && (end == text.length() || !Character.isLetter(text.charAt(end)));
    }
}

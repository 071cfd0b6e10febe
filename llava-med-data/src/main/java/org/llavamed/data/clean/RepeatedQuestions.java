package org.llavamed.data.clean;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds questions that were asked before in the same dialogue. Two questions are the same if their content words are: all
 * words but articles, forms of "to be", polite openings and words for "seen in this image", plurals as singulars; in the same
 * order, except that a phrase may have moved from the end to the front. One other content word (left for right, CT for MRI, a
 * number, "not") makes another question: the threshold is equality, because no smaller one can tell those apart.
 */
final class RepeatedQuestions {
    private static final int MOST_WORDS_ROTATED = 64;
    private static final Set<String> EMPTY_WORDS =
            Set.of(("the this that these those an is are was were be been being am there do does did please"
                            + " in of on to image images picture figure photo show shows shown showing seen see visible depicted"
                            + " displayed present pictured observed observe given here")
                    .split(" "));
    private static final Set<String> OPENINGS = Set.of("can", "could", "would", "will");
    private static final Set<String> OPENED = Set.of("you", "we");
    private static final Set<String> ASKED = Set.of("tell", "explain", "describe", "say", "identify");

    private final Set<String> asked = new HashSet<>();

    /** Remembers a question; false if it was there before. */
    boolean add(String question) {
        return asked.add(key(question));
    }

    static String key(String question) {
        List<String> words = words(question);
        List<String> content = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean opening = OPENINGS.contains(word) && i + 1 < words.size() && OPENED.contains(words.get(i + 1));
            boolean opened = i > 0 && OPENED.contains(word) && OPENINGS.contains(words.get(i - 1));
            boolean me = word.equals("me") && i > 0 && ASKED.contains(words.get(i - 1));
            if (!opening && !opened && !me && !EMPTY_WORDS.contains(word)) {
                content.add(singular(word));
            }
        }
        return content.isEmpty() ? String.join(" ", words) : String.join(" ", leastRotation(content));
    }

    /** Words and the signs that change a meaning; a single capital letter that does not begin the question names a panel. */
    private static List<String> words(String question) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < question.length()) {
            int c = question.codePointAt(at);
            int end = at + Character.charCount(c);
            if (Character.isLetterOrDigit(c)) {
                while (end < question.length() && isInside(question, end)) {
                    end += Character.charCount(question.codePointAt(end));
                }
                String word = question.substring(at, end);
                if (word.equals("A") && !words.isEmpty()) {
                    words.add("A");
                } else if (!word.equalsIgnoreCase("a")) {
                    words.add(word.toLowerCase(Locale.ROOT));
                }
            } else if ("<>\u2264\u2265+=%\u00b1\u2212\u00b0".indexOf(c) >= 0 || isMinus(question, at)) {
                words.add(question.substring(at, end));
            }
            at = end;
        }
        return words;
    }

    private static boolean isInside(String text, int at) {
        char c = text.charAt(at);
        boolean joins = (c == '.' || c == ',' || c == '\'' || c == '\u2019')
                && at + 1 < text.length()
                && Character.isLetterOrDigit(text.charAt(at + 1));
        return joins || Character.isLetterOrDigit(text.codePointAt(at));
    }

    /** "CD4-" and "-5", but not "T2-weighted". */
    private static boolean isMinus(String text, int at) {
        boolean letterAfter = at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
        return text.charAt(at) == '-' && !letterAfter;
    }

    private static String singular(String word) {
        boolean plural = word.length() > 3 && word.endsWith("s") && "siu".indexOf(word.charAt(word.length() - 2)) < 0;
        return plural ? word.substring(0, word.length() - 1) : word;
    }

    private static List<String> leastRotation(List<String> words) {
        if (words.size() > MOST_WORDS_ROTATED) {
            return words; // no question; comparing rotations would take quadratic time
        }
        List<String> least = words;
        for (int by = 1; by < words.size(); by++) {
            List<String> turned = new ArrayList<>(words);
            Collections.rotate(turned, -by);
            if (compare(turned, least) < 0) {
                least = turned;
            }
        }
        return least;
    }

    private static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}

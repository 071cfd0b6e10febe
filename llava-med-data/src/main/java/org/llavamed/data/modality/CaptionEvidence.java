package org.llavamed.data.modality;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the words of a text say: for every group the sum of its terms, and the terms.
 *
 * @param sums sum of the weights of a group, at most {@link #MOST}; absent where no term was found
 * @param terms the phrases found, in the order of the text
 * @param first the first group named that stands for a kind of picture, or null
 */
record CaptionEvidence(
        Map<TermGroup, Double> sums,
        List<Term> terms,
        @Nullable TermGroup first) {
    /** Ten words for one thing are no better than a name and two good signs. */
    static final double MOST = 8;

    private static final Map<String, List<Term>> TERMS = TermFile.shipped();

    static CaptionEvidence of(String text) {
        return of(text, TERMS);
    }

    static CaptionEvidence of(String text, Map<String, List<Term>> terms) {
        List<Word> words = Word.of(text);
        Map<TermGroup, Double> sums = new EnumMap<>(TermGroup.class);
        List<Term> found = new ArrayList<>();
        Set<String> counted = new HashSet<>();
        @Nullable TermGroup first = null;
        boolean cancelled = false;
        int i = 0;
        while (i < words.size()) {
            List<Term> here = longest(terms, words, i);
            if (here.isEmpty()) {
                cancelled = false;
                i++;
                continue;
            }
            boolean cancels = here.get(0).group() == TermGroup.CANCELS_NEXT;
            int next = i + here.get(0).words().size();
            if (!cancelled && !isCancelled(terms, words, next)) {
                for (Term term : here) {
                    if (counted.add(term.group() + " " + term.phrase())) {
                        sums.merge(term.group(), term.weight(), (a, b) -> Math.min(MOST, a + b));
                        found.add(term);
                    }
                    if (first == null
                            && (term.group().domain() != null || isPicture(term.group()))
                            && term.weight() >= 2) {
                        first = term.group();
                    }
                }
            }
            cancelled = cancels;
            i = next;
        }
        return new CaptionEvidence(Map.copyOf(sums), List.copyOf(found), first);
    }

    private static boolean isPicture(TermGroup group) {
        return group == TermGroup.OTHER || group == TermGroup.RADIOGRAPH;
    }

    private static boolean isCancelled(Map<String, List<Term>> terms, List<Word> words, int at) {
        return at < words.size()
                && at(terms, words.get(at)).stream()
                        .anyMatch(term -> term.group() == TermGroup.CANCELS_PREVIOUS && term.matches(words, at));
    }

    /** The longest terms that begin at a word; several only if they are equally long, and one of each group. */
    private static List<Term> longest(Map<String, List<Term>> terms, List<Word> words, int at) {
        List<Term> matching = at(terms, words.get(at)).stream()
                .filter(term -> term.group() != TermGroup.CANCELS_PREVIOUS && term.matches(words, at))
                .toList();
        if (matching.size() < 2) {
            return matching;
        }
        int length = matching.get(0).words().size();
        Set<TermGroup> groups = EnumSet.noneOf(TermGroup.class);
        return matching.stream()
                .filter(term -> term.words().size() == length && groups.add(term.group()))
                .toList();
    }

    private static List<Term> at(Map<String, List<Term>> terms, Word word) {
        return terms.getOrDefault(word.text().substring(0, 1).toLowerCase(Locale.ROOT), List.of());
    }

    double sum(TermGroup group) {
        return sums.getOrDefault(group, 0.0);
    }
}

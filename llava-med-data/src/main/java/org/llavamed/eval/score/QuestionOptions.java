package org.llavamed.eval.score;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The options of an either-or question and which of them is expected.
 *
 * @param options at least two
 * @param expected indices of those that are expected: one, or all where both are
 */
record QuestionOptions(List<Option> options, List<Integer> expected) {
    private static final String BOTH = "both";
    private static final Set<String> NEGATIONS =
            Set.of("no", "not", "non", "without", "isnt", "arent", "wasnt", "neither", "nor");
    /** Of two options the one after these words is the one that it is not. */
    private static final Set<String> CONTRASTS = Set.of("rather than", "instead of", "opposed to");

    private static final Set<String> BETWEEN = Set.of("on", "in", "at", "to", "of", "is", "its", "likely");
    /** Spellings that question, expected answer and answers mix. */
    private static final Map<String, String> SPELLINGS = Map.ofEntries(
            Map.entry("grey", "gray"),
            Map.entry("homogeneous", "homogenous"),
            Map.entry("heterogeneous", "heterogenous"),
            Map.entry("symmetrical", "symmetric"),
            Map.entry("asymmetrical", "asymmetric"),
            Map.entry("saggital", "sagittal"),
            Map.entry("radioopaque", "radiopaque"),
            Map.entry("tumour", "tumor"),
            Map.entry("centre", "center"),
            Map.entry("hemorrhagic", "haemorrhagic"));

    /**
     * An option.
     *
     * @param label the words that tell it from the others
     * @param names phrases that name it; the label's words among them
     * @param opposite index of the option that its negation names (contrast or no contrast), or -1
     */
    record Option(String label, List<List<String>> names, int opposite) {
        static Option of(List<String> words) {
            return new Option(String.join(" ", words), List.of(words), -1);
        }

        Option with(List<String> name) {
            List<List<String>> more = new ArrayList<>(names);
            more.add(name);
            return new Option(label, List.copyOf(more), opposite);
        }

        Option opposedTo(int index) {
            return new Option(label, names, index);
        }
    }

    private record Hit(int at, int length, int option) {}

    /**
     * Reads a question.
     *
     * @param question the question
     * @param expected the expected answer
     * @return its options, or null if there are none or the expected answer is none of them
     */
    static @Nullable QuestionOptions of(String question, String expected) {
        List<String> wanted = words(expected);
        return wanted.isEmpty()
                ? null
                : OptionParser.candidates(question, wanted).stream()
                        .map(options -> of(options, wanted))
                        .filter(one -> one != null)
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable QuestionOptions of(List<Option> options, List<String> wanted) {
        List<Integer> all = IntStream.range(0, options.size()).boxed().toList();
        List<Integer> named = new QuestionOptions(options, List.of()).named(wanted);
        if (named.isEmpty() && wanted.contains(BOTH) && options.size() == 2) {
            named = all;
        }
        return named.size() == 1 || named.equals(all) ? new QuestionOptions(options, named) : null;
    }

    static List<String> words(String text) {
        return StrictNormalizer.words(text).stream()
                .map(word -> SPELLINGS.getOrDefault(word, word))
                .toList();
    }

    List<String> labels() {
        return options.stream().map(Option::label).toList();
    }

    /** Indices of the options that a text names, in their order; a longer name hides those inside it. */
    List<Integer> named(List<String> normalized) {
        List<String> text = normalized.stream()
                .map(word -> SPELLINGS.getOrDefault(word, word))
                .toList();
        int whole = labels().indexOf(String.join(" ", text));
        if (whole >= 0) {
            return List.of(whole);
        }
        Set<Integer> named = new TreeSet<>();
        BitSet taken = new BitSet(text.size());
        for (Hit hit : hits(text)) {
            int next = taken.nextSetBit(hit.at());
            if (next < 0 || next >= hit.at() + hit.length()) {
                taken.set(hit.at(), hit.at() + hit.length());
                int option =
                        isNegated(text, hit.at()) ? options.get(hit.option()).opposite() : hit.option();
                if (option >= 0) {
                    named.add(option);
                }
            }
        }
        int both = labels().indexOf(BOTH);
        if (both >= 0 && named.contains(both)) {
            return List.of(both); // "both the left and the right"
        }
        if (expected.size() > 1 && expected.size() == options.size() && text.contains(BOTH)) {
            return expected;
        }
        return List.copyOf(named);
    }

    private List<Hit> hits(List<String> text) {
        List<Hit> hits = new ArrayList<>();
        for (int i = 0; i < options.size(); i++) {
            for (List<String> name : options.get(i).names()) {
                for (int at = Phrase.find(name, text, 0); at >= 0; at = Phrase.find(name, text, at + 1)) {
                    hits.add(new Hit(at, name.size(), i));
                }
            }
        }
        hits.sort(Comparator.comparingInt((Hit hit) -> -hit.length()).thenComparingInt(Hit::at));
        return hits;
    }

    /** Whether a negation or a contrast comes before, small words between skipped. */
    private static boolean isNegated(List<String> text, int at) {
        for (int before = at - 1; before >= 0 && before >= at - 3; before--) {
            String word = text.get(before);
            if (NEGATIONS.contains(word)
                    || (before > 0 && CONTRASTS.contains(text.get(before - 1) + " " + word))
                    || (before == at - 1 && YesNo.isChineseNegation(word))) {
                return true;
            }
            if (!BETWEEN.contains(word)) {
                return false;
            }
        }
        return false;
    }
}

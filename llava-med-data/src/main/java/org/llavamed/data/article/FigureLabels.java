package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The figures of an article by what their labels say: kind of figure (figure, scheme, plate...) and number. "Fig. 1", "Figure 1:"
 * and "FIGURE 1" are one label; "Supplementary Figure 1" is that of "Fig. S1".
 */
final class FigureLabels {
    /** The kind of labels that are nothing but a number, and of links without a word. */
    static final String FIGURE = "figure";

    private static final Set<String> FIGURE_WORDS = Set.of(
            "fig",
            "figs",
            "figure",
            "figures",
            "abb",
            "abbildung",
            "abbildungen",
            "figura",
            "figuras",
            "figur",
            "figuren");
    private static final Pattern QUALIFIER = Pattern.compile(
            "\\b(supplement(?:ary|al)?|suppl?\\.?|supporting(?: information)?|extended data|appendix(?: [0-9]+| [A-Z])?"
                    + "|additional files? [0-9]+[:,]?|online(?= $)|web(?= $))[ ,\u2014\u2013-]*$",
            Pattern.CASE_INSENSITIVE);
    private static final int MAX_LABEL = 200;
    private static final int QUALIFIER_LENGTH = 30;

    private final Map<String, List<Integer>> byName = new HashMap<>();
    private final Map<String, String> kinds = new HashMap<>(); // word, singular or plural -> kind
    private final Set<String> plurals = new HashSet<>();
    private final boolean[] initials = new boolean[128];

    FigureLabels(List<String> labels) {
        for (int i = 0; i < labels.size(); i++) {
            String label = labels.get(i);
            add(label.substring(0, Math.min(label.length(), MAX_LABEL)), i);
        }
        if (kinds.containsValue(FIGURE)) {
            FIGURE_WORDS.forEach(word -> addWord(word, FIGURE));
        }
    }

    private void add(String label, int figure) {
        int word = 0;
        while (word < label.length() && !Character.isLetterOrDigit(label.charAt(word))) {
            word++;
        }
        // The last word before the number is the kind: "Extended Data Fig. 1", "Appendix 1—figure 2".
        for (int i = word; i < label.length(); i++) {
            int end = wordEnd(label, i);
            if (end == i || (i > 0 && FigureNumber.isLetter(label.charAt(i - 1)))) {
                continue;
            }
            String kind = kind(label.substring(i, end));
            FigureNumber number = FigureNumber.at(label, afterWord(label, end));
            if (number != null
                    && (number.number() >= 0 || kind.equals(FIGURE) || isAll(label, i, number))
                    && !isQualifier(kind)) {
                addWord(kind, kind);
                addWord(kind + "s", kind);
                put(kind, qualifier(label, i), number, label, figure);
                return;
            }
            if (kind.equals(FIGURE) && label.substring(end).matches("[.: ]*")) { // the only one, without a number
                addWord(kind, kind);
                byName.computeIfAbsent(kind + ":", key -> new ArrayList<>(1)).add(figure);
                return;
            }
            i = end;
        }
        FigureNumber bare = FigureNumber.at(label, word);
        if (bare != null && bare.number() >= 0) {
            addWord(FIGURE, FIGURE);
            put(FIGURE, "", bare, label, figure);
        }
    }

    /** "Plate II": nothing but a word and a number. */
    private static boolean isAll(String label, int word, FigureNumber number) {
        return label.substring(0, word).isBlank()
                && label.substring(number.end()).matches("[.: ]*");
    }

    private static boolean isQualifier(String word) {
        return word.equals("appendix") || word.equals("file") || word.startsWith("suppl");
    }

    private void addWord(String word, String kind) {
        kinds.put(word, kind);
        if (word.endsWith("s") || word.endsWith("en")) {
            plurals.add(word);
        }
        char first = word.charAt(0);
        if (first < 128) {
            initials[first] = true;
            initials[Character.toUpperCase(first)] = true;
        }
    }

    private void put(String kind, String qualifier, FigureNumber number, String label, int figure) {
        int supplement = FigureSupplement.at(label, number.end());
        String name = name(kind, qualifier, number.name()) + (supplement < 0 ? "" : FigureSupplement.SIGN + supplement);
        if (supplement < 0 && !number.panel().isEmpty()) {
            byName.computeIfAbsent(name + number.panel(), key -> new ArrayList<>(1))
                    .add(figure);
            name += "*"; // a panel that is a figure: also found by the number alone
        }
        byName.computeIfAbsent(name, key -> new ArrayList<>(1)).add(figure);
    }

    private static String kind(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return FIGURE_WORDS.contains(lower) ? FIGURE : lower;
    }

    static String name(String kind, String qualifier, String number) {
        return kind + ":" + (number.startsWith(qualifier) ? number : qualifier + number);
    }

    /** What kind of figure a word of a text announces, in the labels of this article; null for another word. */
    @Nullable
    String kindOf(String word) {
        return kinds.get(word.toLowerCase(Locale.ROOT));
    }

    boolean mayBegin(char c) {
        return c < 128 && initials[c];
    }

    boolean isPlural(String word) {
        return plurals.contains(word.toLowerCase(Locale.ROOT));
    }

    /** The figures of a name and panel; those of the number alone if the panel is none of its own. */
    List<Integer> find(String name, String panel) {
        List<Integer> found = panel.isEmpty() ? null : byName.get(name + panel);
        if (found == null) {
            found = byName.get(name);
        }
        return found == null ? byName.getOrDefault(name + "*", List.of()) : found;
    }

    /** Which part of the article a figure belongs to, by the words before: {@code "S"} for supplements. */
    static String qualifier(String text, int word) {
        int from = Math.max(0, word - QUALIFIER_LENGTH);
        Matcher matcher = QUALIFIER.matcher(text).region(from, word);
        if (!matcher.find()) {
            return "";
        }
        String name = matcher.group(1).toLowerCase(Locale.ROOT);
        return name.startsWith("supp") ? "S" : name.replace(" ", "") + ":";
    }

    static int wordEnd(String text, int start) {
        int i = start;
        while (i < text.length() && FigureNumber.isLetter(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Skips what may stand between the word and its number: the stop of an abbreviation, blanks, "no.", a bracket, a hyphen. */
    static int afterWord(String text, int end) {
        int i = afterStop(text, end);
        if (text.regionMatches(true, i, "no", 0, 2) && wordEnd(text, i) <= i + 3) {
            i = afterStop(text, wordEnd(text, i)); // Fig. No. 1
        }
        boolean sign = i + 1 < text.length() && "([-".indexOf(text.charAt(i)) >= 0;
        return sign && FigureNumber.isDigit(text.charAt(i + 1)) ? i + 1 : i;
    }

    private static int afterStop(String text, int end) {
        int i = end;
        if (i < text.length() && text.charAt(i) == '.') {
            i++;
        }
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i;
    }
}

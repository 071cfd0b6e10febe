package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places where a text names figures by kind and number: "Fig. 2A", "Figures 1, 3 and S2", "Figs 2–4", "schemes 1 & 2".
 * Links help: what one covers is a figure's number for certain, and a range may lie between two.
 */
final class FigureReferences {
    private static final int MAX_RANGE = 200;
    private static final int MAX_LIST = 20;
    /** "Fig. 2 and 3 show": what follows a figure, but hardly a number of something. */
    private static final Set<String> VERBS =
            Set.of("show", "shows", "illustrate", "depict", "demonstrate", "present", "display", "are", "respectively");

    /** "Figure 1 of Smith et al.", "Fig. 2 in ref. 5": another article's. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("(?: and [Tt]ables? \\w+)? (?:of|in|from|by) (?:the original "
                    + "(?:article|paper|publication|report|study)|\\[[0-9" + TextBlock.CITATION + "]|"
                    + TextBlock.CITATION
                    + "|[Rr]ef(?:s|erences?)?\\b|(?:the )?(?:[Oo]nline |[Dd]ata )*(?:[Ss]upplement|[Aa]dditional [Ff]ile|[Ss]upporting )|\\p{Lu}[\\p{L}'\u2019-]+ (?:et al|(?:and|&) \\p{Lu}\\p{Ll}+ [(\\["
                    + TextBlock.CITATION
                    + "]))");

    /** "(Figure 3; Smith et al., 2012)" with a link to the reference. */
    private static final Pattern CITED =
            Pattern.compile("[;,] (?:see )?" + TextBlock.CITATION + "[" + TextBlock.CITATION + " ,;]*\\)");

    /** "the paper by Smith et al. described (Figure 3". */
    private static final Pattern REPORTED =
            Pattern.compile("\\b(?:paper|study|article|report|publication) (?:by|of|from) (?:" + TextBlock.CITATION
                    + "+|\\p{Lu}[\\p{L}'\u2019-]+ (?:et al\\b\\.?|and \\p{Lu}\\p{Ll}+))"
                    + "(?:(?!\\b(?i:we|our|here|present|this)\\b)[^.?!])*$");

    private static final int LOOK_BACK = 200;

    /**
     * A figure that is named.
     *
     * @param position where
     * @param figure its place among the article's figures
     */
    record Hit(int position, int figure) {}

    private final FigureLabels labels;
    private final String text;
    private final List<TextBlock.Link> links;
    private final boolean linking;
    private final List<Hit> hits = new ArrayList<>();

    // The list that is being read.
    private String kind = FigureLabels.FIGURE;
    private String qualifier = "";
    private boolean plural;
    private int lastLink;

    private FigureReferences(FigureLabels labels, String text, List<TextBlock.Link> links, boolean linking) {
        this.linking = linking;
        this.labels = labels;
        this.text = text;
        this.links = links.stream()
                .filter(link -> link.end() > link.start())
                .sorted(Comparator.comparingInt(TextBlock.Link::start))
                .toList();
    }

    /**
     * Finds them.
     *
     * @param labels the article's figures
     * @param masked the text, without what cannot be a figure's number
     * @param links its links to figures
     * @param linking whether the article links figures at all, so that one without a link may well be another article's
     */
    static List<Hit> find(FigureLabels labels, String masked, List<TextBlock.Link> links, boolean linking) {
        FigureReferences references = new FigureReferences(labels, masked, links, linking);
        references.scan();
        return references.hits;
    }

    private void scan() {
        int link = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            while (link < links.size() && links.get(link).start() < i) {
                link++;
            }
            if (link < links.size() && links.get(link).start() == i && isNumber(i)) {
                kind = FigureLabels.FIGURE; // "(<xref>1</xref>–<xref>3</xref>)"
                qualifier = "";
                plural = false;
                i = list(i, true);
            } else if (FigureNumber.isLetter(c)) {
                i = labels.mayBegin(c) && (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)))
                        ? word(i)
                        : FigureLabels.wordEnd(text, i);
            } else {
                i++;
            }
        }
    }

    private int word(int start) {
        int end = FigureLabels.wordEnd(text, start);
        String word = text.substring(start, end);
        String found = labels.kindOf(word);
        if (found == null) {
            return Math.max(end, start + 1);
        }
        int number = FigureLabels.afterWord(text, end);
        kind = found;
        qualifier = FigureLabels.qualifier(text, start);
        plural = labels.isPlural(word);
        if (FigureNumber.at(text, number) == null) {
            boolean capital = Character.isUpperCase(text.charAt(start));
            if (capital && !plural && qualifier.isEmpty()) { // "(Figure)", where the only one has no number
                hit(start, kind + ":", "");
            }
            return end;
        }
        int before = hits.size();
        int next = list(number, false);
        if (hits.size() > before && !linked(number) && isElsewhere(start, next)) {
            hits.subList(before, hits.size()).clear();
        }
        return next;
    }

    /** Whether the words around say that the figures are those of another article. */
    private boolean isElsewhere(int start, int end) {
        if (ELSEWHERE.matcher(text).region(end, text.length()).lookingAt()) {
            return true;
        }
        return linking
                && (CITED.matcher(text).region(end, text.length()).lookingAt()
                        || REPORTED.matcher(text)
                                .region(Math.max(0, start - LOOK_BACK), start)
                                .find());
    }

    private boolean isNumber(int start) {
        FigureNumber number = FigureNumber.at(text, start);
        return number != null && number.number() >= 0;
    }

    /** Reads numbers, panels and what stands between them; gives where the text goes on. */
    private int list(int start, boolean onlyLinked) {
        @Nullable FigureNumber last = null;
        @Nullable String supplemented = null; // "Figure 2—figure supplements 1 and 2": what the 2 is of
        int end = start;
        int i = start;
        boolean range = false;
        boolean repeated = false; // the word for a figure, before this number
        lastLink = -1;
        while (true) {
            FigureNumber number = FigureNumber.at(text, i);
            if (number == null
                    || (last != null
                            && last.number() >= 0
                            && number.number() < 0
                            && number.prefix().isEmpty()
                            && !linked(i))) {
                return end;
            }
            if (last != null && !repeated && !belongs(number, i, onlyLinked, range)) {
                return end;
            }
            if (range && last != null && last.prefix().equals(number.prefix())) {
                addBetween(last.number(), number.number(), number.prefix(), supplemented, i);
            }
            int supplement = FigureSupplement.numberStart(text, number.end());
            if (supplement >= 0 && FigureNumber.at(text, supplement) != null) {
                supplemented = FigureLabels.name(kind, qualifier, number.name()) + FigureSupplement.SIGN;
                plural = text.startsWith("s ", supplement - 2); // supplements
                last = null;
                range = false;
                i = supplement;
                continue;
            }
            if (!FigureSupplement.isFile(text, number.end())) {
                if (supplemented != null && number.prefix().isEmpty()) {
                    hit(i, supplemented + number.name(), "");
                } else {
                    add(i, FigureLabels.name(kind, qualifier, number.name()), number.panel());
                }
            }
            last = number;
            end = panels(number.end());
            int separator = end;
            int next = FigureSeparator.skip(text, separator);
            if (next == separator) {
                return end;
            }
            range = FigureSeparator.isRange(text, separator, next);
            repeated = false;
            int wordEnd = FigureLabels.wordEnd(text, next);
            String word = text.substring(next, wordEnd);
            if (wordEnd > next
                    && kind.equals(labels.kindOf(word))
                    && FigureLabels.qualifier(text, next).isEmpty()) {
                int behind = FigureLabels.afterWord(text, wordEnd);
                if (FigureNumber.at(text, behind) == null) {
                    return end;
                }
                supplemented = null;
                plural |= labels.isPlural(word);
                qualifier = "";
                repeated = true;
                next = behind;
            }
            i = next;
        }
    }

    /** Whether a number in a list is a figure's: "Fig. 2 and 3." but not "Fig. 2 and 3 patients". */
    private boolean belongs(FigureNumber number, int start, boolean onlyLinked, boolean range) {
        if (linked(start)) {
            return true;
        }
        if (onlyLinked) {
            return false;
        }
        boolean dash = range && FigureSupplement.isDash(text.charAt(start - 1));
        if (plural || dash) {
            return true;
        }
        // "Fig. 1, 2 and 3.": what follows the last number decides.
        int end = number.end();
        for (int n = 0; n < MAX_LIST; n++) {
            int behind = panels(end);
            if (endsList(end) || endsList(behind)) {
                return true;
            }
            int next = FigureSeparator.skip(text, behind);
            FigureNumber further = next == behind ? null : FigureNumber.at(text, next);
            if (further == null) {
                return false;
            }
            end = further.end();
        }
        return false;
    }

    private boolean endsList(int end) {
        if (end == text.length()) {
            return true;
        }
        char c = text.charAt(end);
        boolean last = end + 1 == text.length();
        return ")];:,".indexOf(c) >= 0
                || (c == '.' && (last || text.charAt(end + 1) == ' '))
                || (c == ' ' && VERBS.contains(text.substring(end + 1, FigureLabels.wordEnd(text, end + 1))));
    }

    private void addBetween(int from, int to, String prefix, @Nullable String supplemented, int position) {
        if (from < 0 || to <= from || to - from > MAX_RANGE) {
            return;
        }
        for (int n = from + 1; n < to; n++) {
            String name = supplemented == null ? FigureLabels.name(kind, qualifier, prefix + n) : supplemented + n;
            hit(position, name, "");
        }
    }

    /** Adds the figure of a number, unless the link around it says which one it is. */
    private void add(int position, String name, String panel) {
        int link = linkAt(position);
        if (link >= 0 && link != lastLink) {
            lastLink = link; // of several numbers in a link, it names the first at least
            return;
        }
        hit(position, name, panel);
    }

    private void hit(int position, String name, String panel) {
        for (int figure : labels.find(name, panel)) {
            hits.add(new Hit(position, figure));
        }
    }

    private boolean linked(int position) {
        return linkAt(position) >= 0;
    }

    private int linkAt(int position) {
        int low = 0;
        int high = links.size(); // the last that begins at the place or before it
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (links.get(middle).start() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && position < links.get(low - 1).end() ? low - 1 : -1;
    }

    /** Skips panels behind a number: " A", "(a, b)", ",B–D", " and C". */
    private int panels(int start) {
        int end = start;
        boolean bracket = false;
        while (true) {
            int separator = FigureSeparator.skip(text, end);
            int i = separator;
            while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '(')) {
                i++;
            }
            boolean opened = i > 0 && text.charAt(i - 1) == '(';
            boolean letter = i > end
                    && i < text.length()
                    && FigureNumber.isLetter(text.charAt(i))
                    && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1)));
            if (!letter || (!opened && separator > end && isArticle(i))) {
                return end;
            }
            end = i + 1;
            bracket |= opened;
            if (bracket && end < text.length() && text.charAt(end) == ')') {
                end++;
                bracket = false;
            }
        }
    }

    /** "Fig. 2 and a patient": no panel. */
    private boolean isArticle(int letter) {
        return text.charAt(letter) == 'a'
                && letter + 2 < text.length()
                && text.charAt(letter + 1) == ' '
                && FigureNumber.isLetter(text.charAt(letter + 2));
    }
}

package org.llavamed.data.phantom;

import java.util.List;
import java.util.Locale;

/**
 * Findings in words.
 *
 * @param side whether the side is said
 * @param size whether the size is said
 * @param count whether the number is said
 * @param colour whether the colour is said
 */
record Wording(boolean side, boolean size, boolean count, boolean colour) {
    static final Wording FULL = new Wording(true, true, true, true);
    static final Wording NONE = new Wording(false, false, false, false);
    private static final List<String> NUMBERS = List.of("zero", "one", "two", "three", "four");

    static String number(int count) {
        return NUMBERS.get(count);
    }

    /** For instance {@code two small nodules in the left lung}. */
    String phrase(Finding finding) {
        FindingKind kind = finding.kind();
        StringBuilder words = new StringBuilder();
        if (count && kind.counted()) {
            words.append(number(finding.count())).append(' ');
        }
        if (size && finding.size() != null) {
            words.append(finding.size().word()).append(' ');
        }
        if (colour && finding.colour() != null) {
            words.append(finding.colour().word()).append(' ');
        }
        words.append(noun(finding));
        String place = place(finding);
        if (!place.isEmpty()) {
            words.append(' ').append(place);
        }
        boolean article = !kind.mass() && finding.count() == 1 && !(count && kind.counted());
        article |= kind == FindingKind.EFFUSION;
        return article ? article(words.toString()) : words.toString();
    }

    /** What either of two tells. */
    Wording or(Wording other) {
        return new Wording(side || other.side, size || other.size, count || other.count, colour || other.colour);
    }

    /** Whether verbs take the plural. */
    static boolean isPlural(Finding finding) {
        return finding.kind().isPlural() || (finding.count() > 1 && finding.kind() != FindingKind.EFFUSION);
    }

    static String noun(Finding finding) {
        return isPlural(finding) ? finding.kind().plural() : finding.kind().noun();
    }

    static String article(String words) {
        return ("aeiou".indexOf(words.charAt(0)) >= 0 ? "an " : "a ") + words;
    }

    /** The kind with its article, as a question names it. */
    static String indefinite(FindingKind kind) {
        return kind.mass() ? kind.noun() : article(kind.noun());
    }

    /** Where it lies; empty if there is nothing to say. */
    String place(Finding finding) {
        String word = side && finding.side() != null ? finding.side().word() : "";
        boolean both = finding.side() == Side.BOTH;
        return switch (finding.kind()) {
            case NODULE -> word.isEmpty() ? "in the lung" : "in the " + word + " lung";
            case EFFUSION -> word.isEmpty() ? "" : both ? "on both sides" : "on the " + word + " side";
            case BLEED, MASS -> word.isEmpty() ? "in the brain" : "in the " + word + " half of the brain";
            case KIDNEY_STONE -> word.isEmpty() ? "" : both ? "in both kidneys" : "in the " + word + " kidney";
            case LIVER_LESION -> "";
            case INFLAMMATION, LESION -> word.isEmpty() ? "" : "on the " + word + " side of the image";
            default -> "";
        };
    }

    /** With a capital letter. */
    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}

package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is read from an article before its figures are put together. */
final class RawArticle {
    @Nullable
    String pmid;

    @Nullable
    String pmcid;

    final Licence licence = new Licence();

    /** In the order of the document. */
    final List<RawFigure> figures = new ArrayList<>();

    /** Groups of figures, for links that name the group. */
    final List<RawFigure> groups = new ArrayList<>(0);

    /** Paragraphs, list items and headings of the running text, in the order of the document. */
    final List<TextBlock> text = new ArrayList<>();

    /**
     * Takes an {@code article-id}; the first of a kind counts.
     *
     * @param type its {@code pub-id-type}
     * @param value as written
     */
    void identify(String type, String value) {
        String plain = value.strip();
        switch (type) {
            case "pmid" -> {
                if (pmid == null && isNumber(plain)) {
                    pmid = plain;
                }
            }
            case "pmc", "pmcid", "pmcid-ver", "pmcaid" -> {
                String digits = plain.regionMatches(true, 0, "PMC", 0, 3) ? plain.substring(3) : plain;
                int version = digits.indexOf('.');
                String number = version < 0 ? digits : digits.substring(0, version);
                if (pmcid == null && isNumber(number)) {
                    pmcid = "PMC" + number;
                }
            }
            default -> {}
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 20 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}

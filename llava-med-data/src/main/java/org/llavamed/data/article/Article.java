package org.llavamed.data.article;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.FigureRecord;

/**
 * What an article says about its figures.
 *
 * @param source the file it was read from, for messages; for a member of a package {@code package.tar.gz/member}
 * @param pmid PubMed identifier, digits, or null
 * @param pmcid PubMed Central identifier with its prefix, or null
 * @param license address of the licence, else the beginning of its text, or null
 * @param figures the figures in the order of the document; their pair ids differ, also where case does not count
 * @param figureLinks links to figures ({@code xref ref-type="fig"}) in the running text
 * @param brokenLinks how many of these name no figure of the article
 */
public record Article(
        String source,
        @Nullable String pmid,
        @Nullable String pmcid,
        @Nullable String license,
        List<FigureRecord> figures,
        int figureLinks,
        int brokenLinks) {
    /**
     * Copies the list.
     *
     * @param source as above
     * @param pmid as above
     * @param pmcid as above
     * @param license as above
     * @param figures as above
     * @param figureLinks as above
     * @param brokenLinks as above
     */
    public Article {
        figures = List.copyOf(figures);
    }

    /**
     * How many mentions its figures have together.
     *
     * @return the number of sentences, one that mentions two figures counted twice
     */
    public int mentions() {
        return figures.stream()
                .mapToInt(figure -> figure.inTextMention().size())
                .sum();
    }

    /** The same article with its figures' graphics as files that are there. */
    Article withGraphics(ImageFiles images) {
        List<FigureRecord> found = figures.stream().map(images::resolve).toList();
        return new Article(source, pmid, pmcid, license, found, figureLinks, brokenLinks);
    }
}

package org.llavamed.data.article;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.figure.Domains;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.error.LlavaMedException;

/**
 * Reads the articles of a file of JATS XML, one at a time: mostly there is one, an envelope such as {@code pmc-articleset} may
 * hold any number. Nothing is fetched, no entity is expanded. An article may have 64 MiB of XML, 10,000 figures, elements 1,000
 * deep, and paragraphs and captions of a million characters. Not thread-safe.
 */
public final class ArticleReader implements AutoCloseable {
    private static final int MAX_CAPTIONS = 16 << 20;
    private static final int MAX_CAPTION = 2 << 20;

    private final String name;
    private final JatsReader jats;
    private final ArticleKeys keys;

    private ArticleReader(String name, JatsReader jats, ArticleKeys keys) {
        this.name = name;
        this.jats = jats;
        this.keys = keys;
    }

    /**
     * Begins to read a stream.
     *
     * @param in the XML, in any encoding that it declares; stays open
     * @param name its file, for messages and, without its extension, for pair ids of articles that have no PubMed identifier
     * @return the reader; to be closed
     * @throws LlavaMedException if it does not begin like XML
     */
    public static ArticleReader of(InputStream in, String name) {
        return of(in, name, new ArticleKeys());
    }

    /** As above; the names of articles without an identifier differ from those that were given before. */
    static ArticleReader of(InputStream in, String name, ArticleKeys keys) {
        return new ArticleReader(name, new JatsReader(in, name), keys);
    }

    /**
     * Reads a stream that holds exactly one article.
     *
     * @param in the XML; read to its end, stays open
     * @param name as above
     * @return the article
     * @throws LlavaMedException if it is not well-formed, beyond the limits, or holds no article or several; the message names
     *     file, line and column where there are any
     */
    public static Article read(InputStream in, String name) {
        try (ArticleReader reader = of(in, name)) {
            Article article = reader.next();
            if (article == null) {
                throw reader.noArticle();
            }
            if (reader.next() != null) {
                throw new LlavaMedException(name + ": holds more than one article");
            }
            return article;
        }
    }

    LlavaMedException noArticle() {
        return new LlavaMedException(name + ": no JATS article in it; its outermost element is <" + jats.root() + ">");
    }

    /**
     * Reads the next article.
     *
     * @return the article, or null after the last
     * @throws LlavaMedException as {@link #read}; nothing more can be read then
     */
    public @Nullable Article next() {
        RawArticle raw = jats.next();
        return raw == null ? null : article(raw);
    }

    private Article article(RawArticle raw) {
        List<@Nullable String> ids = new ArrayList<>();
        raw.groups.stream().filter(RawFigure::standsAlone).forEach(raw.figures::add);
        raw.figures.forEach(figure -> ids.add(figure.id));
        String key = raw.pmid != null ? raw.pmid : raw.pmcid;
        List<String> pairIds = key == null ? keys.pairIds(name, ids) : PairIds.of(key, ids);
        String license = raw.licence.value();
        MentionFinder found = MentionFinder.search(name, raw);
        List<FigureRecord> figures = new ArrayList<>();
        long captions = 0;
        for (int i = 0; i < raw.figures.size(); i++) {
            RawFigure figure = raw.figures.get(i);
            String caption = figure.caption(MAX_CAPTION);
            captions += caption.length();
            if (captions > MAX_CAPTIONS || caption.length() > MAX_CAPTION) {
                throw new LlavaMedException(name + ": captions are longer than " + MAX_CAPTION + " characters, or "
                        + MAX_CAPTIONS + " together");
            }
            figures.add(new FigureRecord(
                    pairIds.get(i),
                    raw.pmid,
                    raw.pmcid,
                    figure.id,
                    figure.label(),
                    caption,
                    found.mentions().get(i),
                    Domains.NONE,
                    figure.graphic(),
                    figure.license == null ? license : figure.license));
        }
        return new Article(name, raw.pmid, raw.pmcid, license, figures, found.links(), found.brokenLinks());
    }

    /** Ends reading; the stream stays open. */
    @Override
    public void close() {
        jats.close();
    }
}

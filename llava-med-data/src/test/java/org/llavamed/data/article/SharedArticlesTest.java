package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llavamed.data.figure.FigureRecord;

/**
 * Five real articles, their figures and mentions counted by hand (figures of another paper that the text names are none);
 * skipped without the system property llavamed.shared.
 */
class SharedArticlesTest {
    private static List<String> counts(Article article) {
        List<String> counts = new ArrayList<>();
        for (FigureRecord figure : article.figures()) {
            counts.add(figure.pairId() + " " + figure.inTextMention().size() + " " + figure.graphic());
        }
        return counts;
    }

    @Test
    void figuresAndMentions() {
        String shared = System.getProperty("llavamed.shared", "");
        Path folder = Path.of(shared, "data", "jats");
        if (!Files.isDirectory(folder)) {
            folder = Path.of(shared, "jats");
        }
        assumeTrue(!shared.isEmpty() && Files.isDirectory(folder), "no shared articles");
        List<List<String>> found = new ArrayList<>();
        int links = 0;
        int broken = 0;
        try (ArticleSource source = ArticleSource.open(folder)) {
            for (Article article = source.next(); article != null; article = source.next()) {
                found.add(counts(article));
                links += article.figureLinks();
                broken += article.brokenLinks();
                assertEquals(true, article.license() != null, article.source());
            }
        }
        assertEquals(45, links, "links to figures outside captions and sub-articles");
        assertEquals(0, broken);
        assertEquals(
                List.of(
                        "30846892_F1 2 ary15701",
                        "30846892_F2 2 ary15702",
                        "30846892_F3 2 ary15703",
                        "30846892_F4 1 ary15704"),
                found.get(0));
        assertEquals(
                List.of(
                        "main.jats_fig1 2 elife-30274-v1/fig1.jpg",
                        "main.jats_fig2 3 elife-30274-v1/fig2.jpg",
                        "main.jats_fig2s1 3 elife-30274-v1/fig2-figsupp1.jpg",
                        "main.jats_fig2s2 1 elife-30274-v1/fig2-figsupp2.jpg",
                        "main.jats_fig3 3 elife-30274-v1/fig3.jpg"),
                found.get(1));
        assertEquals(List.of("23149571_MDS526F1 1 mds52601", "23149571_MDS526F2 1 mds52602"), found.get(2));
        int[] mentions = {1, 1, 3, 2, 1, 1, 1, 2, 2};
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < mentions.length; i++) {
            expected.add("main.jats_pone-0091296-g00" + (i + 1) + " " + mentions[i] + " plosone-0091296/g00" + (i + 1)
                    + ".png");
        }
        assertEquals(expected, found.get(3));
        assertEquals(
                List.of(
                        "23029536_pone-0046493-g001 1 pone.0046493.g001",
                                "23029536_pone-0046493-g002 3 pone.0046493.g002",
                        "23029536_pone-0046493-g003 4 pone.0046493.g003",
                                "23029536_pone-0046493-g004 1 pone.0046493.g004"),
                found.get(4));
    }
}

package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.error.LlavaMedException;

class ArticleFuzzTest {
    private static final String SEED =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE article PUBLIC \"-//NLM//DTD\""
                    + " \"a.dtd\" [<!ENTITY x \"y\">]>"
                    + Jats.article("<p>One (Figs " + Jats.link("F1", "1") + "–" + Jats.link("F2", "2<sup>a</sup>")
                            + "). &alpha; See"
                            + " e.g. Figure 2—figure supplement 1.<list><list-item><p>\u03b1 10<sup>5</sup> <![CDATA[<x>]]></p>"
                            + "</list-item></list><inline-formula><alternatives><tex-math>x</tex-math><mml:math><mml:mi>x</mml:mi>"
                            + "</mml:math></alternatives></inline-formula></p><fig-group id='G'><label>Scheme 1</label>"
                            + Jats.figures("Figure 1A", "Figure 2", "Figure 2—figure supplement 1")
                            + "</fig-group><?pi x?>"
                            + "<!-- c --><fig id='Z'><caption><p>C.</p></caption><graphic xlink:href='z.tif'/></fig>");

    private static final String[] PIECES = {
        "<fig>",
        "</fig>",
        "<p>",
        "</p>",
        "<xref ref-type=\"fig\" rid=\"F1\">",
        "</xref>",
        "&",
        "]]>",
        "<!--",
        "<![CDATA[",
        "<article>",
        "</article>",
        "<sup>",
        "<list>",
        "<caption>",
        "Figs 1–999",
        "&#x1F600;",
        "&#0;",
        "\u0001",
        "<fig-group>",
        "'",
        "\""
    };

    private static void read(byte[] bytes) {
        try {
            Article article = ArticleReader.read(new ByteArrayInputStream(bytes), "a.xml");
            for (FigureRecord figure : article.figures()) {
                String all = figure.pairId() + figure.toJson();
                assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(all), all);
            }
        } catch (LlavaMedException e) {
            assertTrue(e.getMessage().startsWith("a.xml"), e.getMessage());
        }
    }

    @Test
    void damagedArticles() {
        byte[] seed = SEED.getBytes(StandardCharsets.UTF_8);
        read(seed);
        assertEquals(4, Jats.read(SEED).figures().size());
        for (int n = 0; n < 4_000; n++) {
            Random random = new Random(n);
            byte[] bytes = seed.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            read(random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            StringBuilder text = new StringBuilder(SEED);
            for (int pieces = random.nextInt(4); pieces >= 0; pieces--) {
                text.insert(random.nextInt(text.length()), PIECES[random.nextInt(PIECES.length)]);
            }
            read(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1", "windows-1252", "US-ASCII", "IBM037"})
    void encodings(String name) {
        for (String declared : new String[] {"UTF-8", "UTF-16", name, "latin-1", "none", "\u0000"}) {
            read(SEED.replace("encoding=\"UTF-8\"", "encoding=\"" + declared + "\"")
                    .getBytes(Charset.forName(name)));
        }
        String article = Jats.article(Jats.figures("Fig. \u00e9"));
        byte[] good = ("<?xml version=\"1.0\" encoding=\"" + name + "\"?>" + article).getBytes(Charset.forName(name));
        if (!name.startsWith("UTF-32") && !name.equals("US-ASCII") && !name.equals("IBM037")) {
            Article read = ArticleReader.read(new ByteArrayInputStream(good), "a.xml");
            assertEquals("Fig. \u00e9", read.figures().get(0).figLabel());
        }
    }

    /** What would take quadratic time or endless memory if a step were careless; each within a second or two. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<b>",
                "<fig-group>",
                "<p>",
                "<fig>",
                "Fig. 1 and ",
                "Figs 1, ",
                ". [1",
                "Fig. 2. B, ",
                "(a. B ",
                "Fig. 1",
                "1–",
                "((((",
                "a.b.",
                ". . . ",
                "<xref ref-type='fig' rid='F1'/>",
                "<xref ref-type='fig' rid='F1'>1</xref>–",
                "<sup>1</sup>",
                "Figure ",
                ".) ",
                "Figure 1 of Aa",
                "<p>Figs 1–200.</p>",
                "<fig id='a'><label>Fig. 1</label></fig>",
                "<fn><p>",
                "&alpha;",
                "supplementary ",
                "the paper by Smith et al. (Figure 1 ",
                "It was.(Fig. 1) ",
                "(Fig. 1).The ",
                "<sup><xref ref-type='fig' rid='F1'>1</xref>–</sup>",
                "Fig. No. ",
                "<xref ref-type='fig' rid='x'>Fig. 1</xref> ",
                "<fig><graphic id='g' href='g'/></fig>",
                "<xref ref-type='fig' rid='F1'>1</xref> (Figure 1, <xref ref-type='bibr'>,</xref>"
            })
    void repeated(String piece) {
        String many = piece.repeat(400_000 / piece.length());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            String figures = Jats.figures("Figure 1", "Figure 2");
            read(Jats.article("<p>" + many + "</p>" + figures).getBytes(StandardCharsets.UTF_8));
            read(Jats.article(many + figures).getBytes(StandardCharsets.UTF_8));
            read(Jats.article("<fig><label>" + many + "</label></fig>").getBytes(StandardCharsets.UTF_8));
            read(("<article " + many).getBytes(StandardCharsets.UTF_8));
            read(("<article a='" + many + "'/>").getBytes(StandardCharsets.UTF_8));
        });
    }
}

package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.llavamed.data.article.Jats.article;
import static org.llavamed.data.article.Jats.figure;
import static org.llavamed.data.article.Jats.link;
import static org.llavamed.data.article.Jats.mentions;
import static org.llavamed.data.article.Jats.read;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.figure.FigureRecord;
import org.llavamed.error.LlavaMedException;

class ArticleReaderTest {
    private static List<String> pairIds(Article article) {
        return article.figures().stream().map(FigureRecord::pairId).toList();
    }

    private static String front(String ids) {
        return "<article><front><article-meta>" + ids
                + "</article-meta></front><body><fig id=\"f1\"/></body></article>";
    }

    private static String id(String type, String value) {
        return "<article-id pub-id-type=\"" + type + "\">" + value + "</article-id>";
    }

    @Test
    void identifiers() {
        Article both = read(front(id("pmc", "12") + id("pmid", " 34 ") + id("doi", "10.1/x")));
        assertEquals(List.of("34_f1"), pairIds(both));
        assertEquals("34", both.pmid());
        assertEquals("PMC12", both.pmcid());
        assertEquals(List.of("PMC12_f1"), pairIds(read(front(id("pmcid", "PMC12.1")))));
        assertEquals(List.of("a_f1"), pairIds(read(front(id("pmid", "none")))));
        assertNull(read(front(id("pmid", "none"))).pmid());
    }

    @Test
    void pairIdsAreFileNamesAndDiffer() {
        Article article = read(article("<fig/><fig id=\"F1\"/><fig id=\"f1\"/><fig id=\"F1\"/><fig id=\"../é b\"/>"
                + "<fig id=\"fig1\"/><fig id=\" \"/>"));
        assertEquals(List.of("7_fig1-2", "7_F1", "7_f1-2", "7_F1-3", "7_..___b", "7_fig1", "7_fig7"), pairIds(article));
        assertNull(article.figures().get(0).figId());
        assertEquals("../é b", article.figures().get(4).figId());
    }

    @Test
    void captionIsPlainText() {
        FigureRecord figure =
                figure("<fig id=\"f\"><label> Figure\n 1 </label><caption><title>The  <italic>title</italic>.</title>"
                        + "<p>A<sub>2</sub> of 10<sup>5</sup> cells/cm<sup>2</sup>&#xa0;<xref ref-type=\"bibr\" rid=\"b\">[1]</xref>"
                        + "<fn><p>No.</p></fn>, <inline-formula><alternatives><tex-math>\\frac{1}{2}</tex-math><mml:math>"
                        + "<mml:mfrac> <mml:mn>1</mml:mn> <mml:mn>2</mml:mn></mml:mfrac><mml:annotation>x</mml:annotation>"
                        + "</mml:math><textual-form>half</textual-form></alternatives></inline-formula> &alpha;&nbsp;b.</p><p>End"
                        + "<break/>ed.</p></caption><attrib>Someone</attrib></fig>");
        assertEquals("Figure 1", figure.figLabel());
        assertEquals("The title. A2 of 10^5 cells/cm2 [1], 1/2 \u03b1 b. End ed.", figure.figCaption());
    }

    @ParameterizedTest
    @CsvSource({
        "<graphic xlink:href='a'/>, a",
        "<graphic xlink:href='a.tif'/><graphic xlink:href='b.jpg'/>, b.jpg",
        "<alternatives><graphic xlink:href='a.eps'/><graphic xlink:href='a'/></alternatives>, a",
        "<graphic xlink:href='a.jpg' specific-use='thumbnail'/><graphic xlink:href='a.tif'/>, a.tif",
        "<graphic xlink:href='a.jpg'/><graphic xlink:href='b.jpg'/>, a.jpg",
        "<p><graphic xlink:href='a.svg'><alt-text>x</alt-text></graphic></p>, a.svg",
        "<media mimetype='image' xlink:href='a.png'/>, a.png",
        "<media mimetype='video' xlink:href='a.mp4'/>,",
        "<caption><p><inline-graphic xlink:href='a'/></p></caption>,",
        "<graphic/>,"
    })
    void graphic(String xml, String expected) {
        assertEquals(expected, figure("<fig id='f'>" + xml + "</fig>").graphic());
    }

    @Test
    void licence() {
        String ref =
                "<permissions><license><ali:license_ref>http://b</ali:license_ref><license-p>text</license-p></license>"
                        + "</permissions>";
        assertEquals("http://b", read(front(ref)).license());
        assertEquals(
                "http://a",
                read(front("<permissions><license xlink:href='http://a'><p>t</p></license></permissions>"))
                        .license());
        assertEquals(
                "http://creativecommons.org/x",
                read(front(
                                "<permissions><license><p>See <ext-link"
                                        + " xlink:href='http://creativecommons.org/x'>it</ext-link></p></license></permissions>"))
                        .license());
        assertEquals(
                "As it is.",
                read(front("<permissions><copyright-year>1</copyright-year><license><p>As it\n is.</p>"
                                + "</license></permissions>"))
                        .license());
        String longText = read(front(
                        "<permissions><license><p>" + "word ".repeat(100) + "</p></license></permissions>"))
                .license();
        assertTrue(longText != null && longText.length() <= 200 && longText.endsWith("word\u2026"), longText);
        assertNull(read(front("")).license());
        assertEquals(
                "http://own",
                figure("<fig id='f'><permissions><license xlink:href='http://own'/></permissions></fig>")
                        .license());
    }

    @Test
    void groupsShareLabelAndCaption() {
        Article article = read(
                article(
                        "<p>See " + link("G", "Figure 1") + ".</p><fig-group id='G'><label>Figure 1</label>"
                                + "<caption><p>All.</p></caption><fig id='a'><caption><p>One.</p></caption></fig><fig id='b'>"
                                + "<label>Figure 1B</label></fig></fig-group><fig-group id='H'><graphic xlink:href='h'/></fig-group>"));
        assertEquals(List.of("7_a", "7_b", "7_H"), pairIds(article));
        assertEquals("All. One.", article.figures().get(0).figCaption());
        assertEquals("Figure 1", article.figures().get(0).figLabel());
        assertEquals("Figure 1B", article.figures().get(1).figLabel());
        assertEquals(List.of("See Figure 1."), mentions(article, 0));
        assertEquals(List.of("See Figure 1."), mentions(article, 1));
        assertEquals("h", article.figures().get(2).graphic());
    }

    @Test
    void figuresStandAnywhereButInSubArticles() {
        Article article = read(
                "<article><front><article-meta><abstract><fig id='g'/></abstract></article-meta></front><body>"
                        + "<p>A <fig id='p'><label>Fig. 1</label><caption><p>Not (Fig. 1) me.</p></caption></fig>B "
                        + link("x", "it")
                        + ".</p><boxed-text><p>Box " + link("p", "")
                        + " it.</p><fig id='b'/></boxed-text><table-wrap><caption><p>T "
                        + link("p", "Fig. 1") + "</p></caption><table-wrap-foot><p>" + link("p", "Fig. 1")
                        + "</p></table-wrap-foot>"
                        + "</table-wrap></body><back><app-group><app><title>Of Fig. 1</title><p>C.</p><fig id='x'/></app></app-group>"
                        + "<ref-list><ref><mixed-citation>" + link("p", "Fig. 1")
                        + "</mixed-citation></ref></ref-list></back>"
                        + "<floats-group><fig id='f'/></floats-group><sub-article><body><p>" + link("p", "Fig. 1")
                        + "</p><fig id='s'/></body></sub-article><response><body><fig id='r'/></body></response></article>");
        assertEquals(List.of("a_g", "a_p", "a_b", "a_x", "a_f"), pairIds(article));
        assertEquals(List.of("Box it.", "Of Fig. 1"), mentions(article, 1));
        assertEquals(List.of("A B it."), mentions(article, 3));
        assertEquals(2, article.figureLinks());
        assertEquals(0, article.brokenLinks());
    }

    @Test
    void oneMentionPerSentenceInOrderOfTheText() {
        Article article = read(article(Jats.figures("Figure 1", "Figure 2")
                + "<p>Zero. One (Fig. 1) and Fig. 1. Two (" + link("F1 F2", "Figs 1–2")
                + ", see e.g. Smith et al. 2001). Three"
                + " <disp-formula><tex-math>x</tex-math></disp-formula> goes on (Fig. 2):<list><list-item><label>a</label>"
                + "<p>Four, Fig. 1</p></list-item></list>and five, Fig. 1.</p>"));
        assertEquals(
                List.of(
                        "One (Fig. 1) and Fig. 1.",
                        "Two (Figs 1–2, see e.g. Smith et al. 2001).",
                        "Four, Fig. 1",
                        "and five, Fig. 1."),
                mentions(article, 0));
        assertEquals(
                List.of("Two (Figs 1–2, see e.g. Smith et al. 2001).", "Three goes on (Fig. 2):"),
                mentions(article, 1));
    }

    @Test
    void envelopes() {
        String one = front(id("pmid", "1"));
        String two = "<pmc-articleset>" + one + front("") + front("") + "</pmc-articleset>";
        try (ArticleReader reader =
                ArticleReader.of(new ByteArrayInputStream(two.getBytes(StandardCharsets.UTF_8)), "x/set.xml")) {
            assertEquals(List.of("1_f1"), pairIds(Objects.requireNonNull(reader.next())));
            assertEquals(List.of("set_f1"), pairIds(Objects.requireNonNull(reader.next())));
            assertEquals(List.of("set-2_f1"), pairIds(Objects.requireNonNull(reader.next())));
            assertNull(reader.next());
            assertNull(reader.next());
        }
        assertEquals("a.xml: holds more than one article", refusal(two));
    }

    private static String refusal(String xml) {
        return assertThrows(LlavaMedException.class, () -> read(xml)).getMessage();
    }

    @Test
    void refusalsNameTheirPlace() {
        assertEquals("a.xml: no JATS article in it; its outermost element is <project>", refusal("<project/>"));
        assertTrue(
                refusal("<article>\n<body></article>").startsWith("a.xml:2:"), refusal("<article>\n<body></article>"));
        assertTrue(refusal(article("<p>\n&mine;</p>")).startsWith("a.xml:2:7: entity &mine; is none of"));
        assertTrue(refusal("").startsWith("a.xml"));
        assertTrue(refusal(article("<b>".repeat(2000))).contains("nested deeper than 1000"));
        assertTrue(refusal(article("<p>" + "a ".repeat(600_000) + "</p>")).contains("a text is longer than 1048576"));
    }

    @Test
    void nothingIsFetchedOrExpanded() {
        String fetch = "<!DOCTYPE article PUBLIC \"-//NLM//DTD\" \"http://127.0.0.1:1/a.dtd\" [<!ENTITY % p SYSTEM"
                + " \"file:///none\"> %p; <!ENTITY f SYSTEM \"file:///etc/hostname\"> <!ENTITY alpha \"changed\">]>";
        assertEquals(
                "\u03b1",
                read(fetch + article("<fig id='f'><caption><p>&alpha;</p></caption></fig>"))
                        .figures()
                        .get(0)
                        .figCaption());
        assertTrue(refusal(fetch + article("<p>&f;</p>")).contains("entity &f; is none of"));
        StringBuilder bomb = new StringBuilder("<!DOCTYPE article [<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 40; i++) {
            bomb.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        assertTrue(refusal(bomb + "]>" + article("<p>&a39;</p>")).contains("entity &a39; is none of"));
        refusal(bomb + "]>" + article("<p id=\"&a39;\"/>")); // in an attribute: undeclared
    }
}

package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.llavamed.data.article.Jats.article;
import static org.llavamed.data.article.Jats.figures;
import static org.llavamed.data.article.Jats.link;
import static org.llavamed.data.article.Jats.mentions;
import static org.llavamed.data.article.Jats.read;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.llavamed.data.figure.FigureRecord;

/** Ways in which publishers write figures and what refers to them. */
class ArticleStructuresTest {
    private static final String FOUR = figures("Figure 1", "Figure 2", "Figure 3", "Figure 4");

    /** Which figures are mentioned how often: "F1 F2*2". */
    private static String found(String body) {
        return read(article(body)).figures().stream()
                .filter(figure -> !figure.inTextMention().isEmpty())
                .map(ArticleStructuresTest::count)
                .collect(Collectors.joining(" "));
    }

    private static String count(FigureRecord figure) {
        int size = figure.inTextMention().size();
        return figure.figId() + (size == 1 ? "" : "*" + size);
    }

    private static String fig(String id, String label) {
        return "<fig id=\"" + id + "\"><label>" + label + "</label><graphic id=\"g-" + id
                + "\" xlink:href=\"g\"/></fig>";
    }

    private static void assertOneSentence(String expected, String body) {
        assertEquals(List.of(expected), mentions(read(article(body)), 0));
    }

    @Test
    void linksThatDoNotNameTheFigureItself() {
        assertEquals("F1", found("<p>See " + link("g-F1", "this") + ".</p>" + fig("F1", "")), "its image");
        assertEquals("F1", found("<p>See " + link("f1", "this") + ".</p>" + FOUR), "capitals");
        assertEquals("F1", found("<p>See " + link("#F1", "this") + ".</p>" + FOUR));
        assertEquals(
                "F2",
                found("<p>See " + link("f2", "it") + ".</p>" + fig("F1", "") + fig("f2", "") + fig("F2", ""))
                        .replace('f', 'F'),
                "an exact id goes first");
        assertEquals("", found("<p>See " + link("FIG", "it") + ".</p>" + fig("fig", "") + fig("Fig", "")), "either");
        assertEquals("fig:1/a.ü", found("<p>See " + link("fig:1/a.ü", "it") + ".</p>" + fig("fig:1/a.ü", "")));
        assertEquals("F1", found("<p>See <xref ref-type=\"figure\" rid=\"F1\">it</xref>.</p>" + FOUR));
        assertEquals("F1", found("<p>See <xref rid=\"F1\">it</xref>.</p>" + FOUR));
    }

    @Test
    void brokenLinksAreThoseThatNeitherIdNorWordsResolve() {
        Article article = read(article("<p>See " + link("x", "Figure 2") + ", " + link("x", "Fig. 9") + ", "
                + link("x", "Figure 3") + ", " + link("F1", "it") + ".</p>" + FOUR));
        assertEquals(4, article.figureLinks());
        assertEquals(1, article.brokenLinks());
        assertEquals(1, read(article("<p>" + link("x", "Fig. 1") + "</p>")).brokenLinks(), "no figures at all");
    }

    @Test
    void groups() {
        String group =
                "<fig-group id=\"G\"><label>Figure 1.</label>" + fig("a", "A") + fig("b", "(b)") + "</fig-group>";
        assertEquals("a b", found("<p>See " + link("G", "it") + ".</p>" + group));
        assertEquals("a", found("<p>See Fig. 1A.</p>" + group));
        assertEquals("b", found("<p>See Fig. 1B.</p>" + group));
        assertEquals("a b", found("<p>See Fig. 1.</p>" + group));
        String nested = "<fig id=\"O\"><label>Figure 1</label>" + fig("I", "Figure 1A") + "</fig>";
        assertEquals("O I", found("<p>See " + link("O", "Fig. 1") + ", " + link("I", "Fig. 1A") + ".</p>" + nested));
    }

    @Test
    void labels() {
        assertEquals("F1 F2", found("<p>See Fig-1, Figure-2.</p>" + figures("Fig-1", "Figure-2")));
        assertEquals("F1 F2", found("<p>[Figure 1] [Table/Fig-2]</p>" + figures("[Figure 1]:", "[Table/Fig-2]:")));
        assertEquals("F1 F2", found("<p>FIGURE 1. Figs 2.</p>" + figures("FIGURE 1 |", "Figure 2.")));
        assertEquals("F1 F2", found("<p>Plate I. (Plate II)</p>" + figures("Plate I", "Plate II.")));
        assertEquals("F1 F2", found("<p>Figs. I and IV.</p>" + figures("Figure I", "Figure IV")));
        assertEquals(
                "F1 F2 F3", found("<p>Text-figs 1, 2, 3.</p>" + figures("Text-fig. 1", "Text-fig. 2", "Text-fig. 3")));
        String inCaption = "<fig id=\"F1\"><caption><p>Figure 1. A lung.</p></caption></fig>"
                + "<fig id=\"F2\"><caption><title>Fig 2</title></caption></fig>";
        assertEquals("F1 F2", found("<p>See Figure 1 and Fig. 2.</p>" + inCaption));
    }

    @Test
    void ranges() {
        assertEquals("F1 F2 F3 F4", found("<p>Figs. " + link("F1", "1A") + "–" + link("F4", "4C") + "</p>" + FOUR));
        assertEquals(
                "F1 F2 F3",
                found("<p>" + link("F1", "Figure 1") + " through " + link("F3", "Figure 3") + "</p>" + FOUR));
        assertEquals("F1 F2 F3", found("<p>So.<sup>" + link("F1", "1") + "–" + link("F3", "3") + "</sup></p>" + FOUR));
        assertEquals(
                "F1 F2 F3", found("<p>" + link("F1", "1") + link("F2", "") + "–" + link("F3", "3") + "</p>" + FOUR));
        assertEquals(
                "F1 F2 F3",
                found("<p>(" + link("F1", "S1") + "–" + link("F3", "S3") + ")</p>"
                        + figures("Fig. S1", "Fig. S2", "Fig. S3")));
    }

    @Test
    void places() {
        String see = "<p>See " + link("F1", "Fig. 1") + ".</p>";
        assertEquals("F1", found(see + "</body><floats-wrap>" + FOUR + "</floats-wrap><body>"));
        assertEquals("F1", found(see + "</body><floats-group>" + FOUR + "</floats-group><body>"));
        assertEquals("F1", found("<boxed-text><label>Box of Fig. 1</label>" + see + FOUR + "</boxed-text>"));
        assertEquals("F1*2", found(FOUR + "</body><back><app><title>On Fig. 1</title>" + see + "</app></back><body>"));
        assertEquals(
                "F1", found(see + FOUR + "</body><sub-article><body>" + see + FOUR + "</body></sub-article><body>"));
        assertEquals("", found(FOUR + "</body><front><abstract>" + see + "</abstract></front><body>"));
        assertEquals("F1 F2", found("<p>One<fn>" + see + "</fn> of Fig. 2.</p>" + FOUR));
        assertEquals("", found("<fig id=\"F0\"><caption>" + see + "</caption></fig>" + FOUR));
        assertOneSentence(
                "One (Fig. 1).", "<p>One (" + link("F1", "Fig. 1") + "). " + fig("F1", "Fig. 1") + " Two.</p>");
    }

    @Test
    void otherThingsOfAFigure() {
        String data =
                "<fig id=\"F1\"><label>Figure 1</label><caption><p><supplementary-material id=\"D\"><media id=\"M\"/>"
                        + "</supplementary-material></p></caption></fig>";
        for (String type : new String[] {"fig", "supplementary-material"}) {
            String see = "<p>See <xref ref-type=\"" + type + "\" rid=\"D\">Figure 1—source data 1</xref>.</p>";
            assertEquals("", found(see + data));
        }
        String supplement = "<xref ref-type=\"supplementary-material\" rid=\"S1\">";
        assertEquals(
                "",
                found("<p>Supplementary Figure " + supplement + "1</xref>, " + supplement + "Fig. 2</xref></p>"
                        + FOUR));
    }

    @Test
    void anotherArticlesFigures() {
        String own = "<p>We saw " + link("F4", "Fig. 4") + ".</p>" + FOUR;
        String cited = "<xref ref-type=\"bibr\" rid=\"B1\">Smith et al., 2012</xref>";
        assertEquals("F4", found("<p>It was so (Figure 3E; " + cited + ").</p>" + own));
        assertEquals("F4", found("<p>The paper by Smith et al. had more (Figures 1B and 3E–F).</p>" + own));
        assertEquals("F1 F4", found("<p>Unlike the study by Smith et al., our cells (Fig. 1) grew.</p>" + own));
        assertEquals("F3 F4", found("<p>It was so (" + link("F3", "Figure 3E") + "; " + cited + ").</p>" + own));
        assertEquals("F3", found("<p>It was so (Figure 3E; " + cited + ").</p>" + FOUR), "no figure is linked");
    }

    @Test
    void sentencesWithoutABlankBetween() {
        assertOneSentence("It was.(Fig. 1)", "<p>It was.(Fig. 1) The next is it.</p>" + FOUR);
        assertOneSentence("It was (Fig. 1).", "<p>It was (Fig. 1).The next is it.</p>" + FOUR);
        assertOneSentence("It was. (Fig. 1)", "<p>It was. (Fig. 1) The next is it.</p>" + FOUR);
        assertOneSentence("It is (Fig. 1).com pany", "<p>It is (Fig. 1).com pany</p>" + FOUR);
    }
}

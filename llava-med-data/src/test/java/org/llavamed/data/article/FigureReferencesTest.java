package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.llavamed.data.article.Jats.link;
import static org.llavamed.data.article.Jats.mentioned;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureReferencesTest {
    private static final String[] TWELVE = {
        "Figure 1",
        "Figure 2",
        "Figure 3",
        "Figure 4",
        "Figure 5",
        "Figure 6",
        "Figure 7",
        "Figure 8",
        "Figure 9",
        "Figure 10",
        "Figure 11",
        "Figure 12"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "See Fig. 1.|1",
                "See fig.1.|1",
                "See FIGURE 1.|1",
                "See Fig 10.|10",
                "See Figs. 1 and 2.|1 2",
                "See Figs 2–4.|2 3 4",
                "See Figs. 2-4.|2 3 4",
                "Figures 2 to 4 show it.|2 3 4",
                "(Figures 1, 3 and 5–7)|1 3 5 6 7",
                "See Fig. 2A.|2",
                "See Figure 3c,d.|3",
                "Figures 1A and 2B–D show it.|1 2",
                "See Figs 1a–c, 2 (b, c) &amp; 4.|1 2 4",
                "See Figures 1A, B and 2C.|1 2",
                "See Fig. 2A1–A3.|2",
                "Fig. 1A through C and Fig. 3.|1 3",
                "See Figure 2–Figure 4.|2 3 4",
                "See Fig. 1 and Fig. 12.|1 12",
                "(Fig. 1, 2)|1 2",
                "(Fig. 1; Fig. 2)|1 2",
                "See Fig. 1, 2 and 3.|1 2 3",
                "In Fig. 1 and 2 patients of group B.|1",
                "(Fig. 1, 3 mice each)|1",
                "(Fig. 1, 5% of all)|1",
                "Fig. 1 and a 2 cm mass.|1",
                "Fig. 2 to 3 patients.|2",
                "See Fig. S1.|\"\"",
                "See Supplementary Fig. 1.|\"\"",
                "Suppl. Figures 1–3.|\"\"",
                "Additional file 2: Figure S2.|\"\"",
                "Extended Data Fig. 1.|\"\"",
                "Supplementary Fig. 1 and Fig. 2.|2",
                "It is online. Figure 1 shows it.|1",
                "As Figure 1 of Smith et al. showed.|\"\"",
                "As Fig. 2 in ref. 5 shows.|\"\"",
                "See Fig. 1 in [3].|\"\"",
                "See Figure 3E of the original study.|\"\"",
                "See Figure 1 in Table 2.|1",
                "Figure 99 and figures of speech|\"\"",
                "See Scheme 1.|\"\"",
                "configure 1 and prefig 2|\"\"",
                "Fig. 2—source data 1|\"\"",
                "See Fig. 10 mm.|10",
                "Fig. 123456789012345 1|\"\"",
                "Fig. 1.2 shows|\"\"",
                "Fig. (1)|1",
                "Figure [1], Fig-2 and Fig. No. 3.|1 2 3",
                "Figs 1 as well as 2|1 2",
                "Fig. 1 and 2 show it.|1 2",
                "Additional file 1: Figure 2 and Fig. 1 in the Supplementary Appendix|\"\"",
                "See Fig. 3 (Additional file 2).|3",
                "As in the study by Smith et al. (Figure 3E)|3",
                "Fig.|\"\"",
                "Fig. 1–|1",
                "Figs 4–2|2 4",
                "Abb. 3 und Abb. 4|3 4",
                "Figure 1<sup>2</sup>, shown|1",
                "Fig. 2, <xref ref-type=\"bibr\" rid=\"B1\">12</xref>|2",
                "Figure 2 of <xref ref-type=\"bibr\" rid=\"B1\">Smith</xref>|\"\""
            })
    void plainText(String sentence, String expected) {
        assertEquals(expected, mentioned(sentence, TWELVE), sentence);
    }

    @Test
    void links() {
        assertEquals("1", mentioned("See " + link("F1", "1A") + ".", TWELVE));
        assertEquals("2", mentioned("See Figure " + link("F2", "1") + ".", TWELVE), "the id counts, not the number");
        assertEquals("1 3", mentioned("See " + link("F1 F3", "both") + ".", TWELVE));
        assertEquals("2", mentioned("See this" + link("F2", "") + ".", TWELVE), "without a text");
        assertEquals(
                "2", mentioned("See <sup><bold>" + link("F2", "<italic>Fig. 2</italic>") + "</bold></sup>.", TWELVE));
        assertEquals("2 3 4", mentioned("Figs " + link("F2", "2") + "–" + link("F4", "4") + ".", TWELVE));
        assertEquals("2 3 4", mentioned("(" + link("F2", "2") + "–" + link("F4", "4") + ")", TWELVE));
        assertEquals("2 3 4", mentioned(link("F2", "Figs. 2") + link("F4", "–4") + ".", TWELVE));
        assertEquals("2 3 4", mentioned("See " + link("F2", "Figs 2–4") + ".", TWELVE));
        assertEquals("1 2", mentioned("See " + link("F1", "Fig. 1") + "a–c and " + link("F2", "2") + "d.", TWELVE));
        assertEquals("1 4", mentioned("Figs. " + link("F1", "1") + ", 4.", TWELVE), "a number beside a link");
        assertEquals("3", mentioned("See <xref ref-type=\"fig\">Figure 3</xref>.", TWELVE), "no id: the number counts");
        assertEquals("3", mentioned("See " + link("none", "Figure 3") + ".", TWELVE));
        assertEquals(
                "", mentioned("See <xref ref-type=\"supplementary-material\" rid=\"S1\">Figure 1</xref>.", TWELVE));
    }

    @Test
    void otherLabels() {
        assertEquals("2", mentioned("See Scheme 1.", "Figure 1", "Scheme 1"));
        assertEquals("1", mentioned("See Fig. IV.", "Figure IV"));
        assertEquals("2", mentioned("See Fig. S1.", "Fig. 1", "Supplementary Figure 1"));
        assertEquals("2", mentioned("See Supplementary Fig. 1.", "Fig. 1", "Fig. S1"));
        assertEquals("1", mentioned("See Fig. A.2 and A3.", "Figure A2"));
        assertEquals("1", mentioned("(Fig. 1)", "1."));
        assertEquals("1", mentioned("It is shown (Figure).", "Figure"));
        assertEquals("", mentioned("The figure is known.", "Figure"));
        assertEquals("2", mentioned("See Extended Data Fig. 1.", "Fig. 1", "Extended Data Fig. 1"));
        assertEquals("2", mentioned("See Appendix 1—figure 2.", "Figure 2", "Appendix 1—figure 2"));
    }

    @Test
    void panelsThatAreFigures() {
        assertEquals("2", mentioned("See Fig. 1B.", "Figure 1A", "Figure 1B"));
        assertEquals("1 2", mentioned("See Fig. 1.", "Figure 1A", "Figure 1B"));
    }

    @Test
    void supplements() {
        String[] labels = {"Figure 2.", "Figure 2—figure supplement 1.", "Figure 2—figure supplement 2."};
        assertEquals("2", mentioned("(Figure 2—figure supplement 1)", labels));
        assertEquals("2 3", mentioned("(Figure 2—figure supplements 1 and 2)", labels));
        assertEquals("2 3", mentioned("(Figure 2-figure supplement 1–2)", labels));
        assertEquals("1", mentioned("(Figure 2A)", labels));
        assertEquals("1 3", mentioned("(Figure 2, Figure 2—figure supplement 2)", labels));
        assertEquals("", mentioned("(Figure 2—video 1)", labels));
    }
}

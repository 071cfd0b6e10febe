package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceSplitterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "See Fig. 2 and Figs. 3A, B for it.",
                "Smith et al. Science paper shows this.",
                "It is (i.e. The one) that.",
                "Some, e.g. Mice, were used.",
                "Compare cf. Table 2 here.",
                "X vs. Y was tested.",
                "Dr. Smith and Prof. Wu agreed.",
                "No. 5 was given.",
                "It took approx. 5 min, ca. 3 h.",
                "A value of 0.5 and p = .05 was met.",
                "The strain E. coli K12 and S. Typhimurium grew.",
                "J. R. Smith wrote it.",
                "The U.S. Army paid.",
                "Fig. 2. A, the lung; B, the heart.",
                "Fig. 2. The lung.",
                "1. The first of them.",
                "It was 5 mg/kg i.v. Sigma gave it.",
                "The cells (see Fig. 2. Scale bar, 5 µm) were grown.",
                "What is shown.12",
                "Nothing ends here",
                "...",
                ".",
                "Refs. [3] and Eq. 2 hold.",
                "It grew (Smith et al.) Then it died."
            })
    void one(String text) {
        List<String> sentences = SentenceSplitter.split(text);
        if (text.endsWith("died.")) {
            assertEquals(List.of("It grew (Smith et al.)", "Then it died."), sentences);
        } else {
            assertEquals(List.of(text), sentences);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It was seen.| The lung was.", "It was seen (Fig. 2).| The lung was.",
                        "(It was seen in Fig. 2.)| The lung was.",
                "He said \"it was.\"| The lung was.", "It was shown.12| The lung was.",
                        "It was shown.12,14–16| We saw.",
                "It was shown.[3]| We saw.", "It was shown. [3]| We saw.", "It was seen. (Fig. 2)| The lung was.",
                "It is so?| Yes!| The end.", "This was group B.| The other was A.", "It was 5.| 12 mice died.",
                "We saw it.| p53 was lost.| mRNA rose.| α-Actin fell.", "See Fig. 2.| The lung was.",
                        "See Fig. 2.| A similar one was.",
                "It took 2 h.| Occasionally, it took 3.", "Mice, rats, etc.| The others died.",
                        "The answer was no.| The end.",
                "In 2010.| In 2011 too.", "It was 37°C.| Cells grew.", "At p < 0.05.| Figure 2 shows it."
            })
    void several(String marked) {
        List<String> expected = List.of(marked.split("\\| "));
        assertEquals(expected, SentenceSplitter.split(marked.replace("|", "")));
    }

    @Test
    void nothing() {
        assertEquals(List.of(), SentenceSplitter.split(""));
        assertEquals(List.of(), SentenceSplitter.split("  "));
    }
}

package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictNormalizerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Yes.|yes",
                "T1-weighted, axial|t1 weighted axial",
                "The left  upper lobe|left upper lobe",
                "3.5 cm|3.5 cm",
                "1,000 ml and 12,345,678|1000 ml and 12345678",
                "1, 2,3 and 4,5|1 2 3 and 4 5",
                "2019,2020|2019 2020",
                "ends in 5.|ends in 5",
                "L1.L2|l1 l2",
                "two or TEN lesions, none seen|2 or 10 lesions none seen",
                "Crohn’s disease; Crohn's|crohns disease crohns",
                "‘quoted’ “text”|quoted text",
                "left–sided — big‑cell|left sided big cell",
                "Ｘ－ｒａｙ ３．５|x ray 3.5",
                "ﬁbrosis 5 cm²|fibrosis 5 cm2",
                "The|the",
                "a/an|a an",
                "肺部CT，左侧|肺 部 ct 左 侧",
                "الرئة اليمنى ٣|الرئة اليمنى 3",
                "co\u00ADope\u200Drate zero\u200Bwidth|cooperate 0 width",
                "naïve nai\u0308ve|naïve naïve",
            })
    void mendsTexts(String text, String expected) {
        assertEquals(expected, StrictNormalizer.normalize(text));
    }

    @Test
    void nothingIsLeftOfSigns() {
        for (String text : List.of("", " \t\n", "...!?", "\u2764\uFE0F\uD83D\uDE00", "\uD83D", "\u0301", "%+<>")) {
            assertTrue(StrictNormalizer.words(text).isEmpty(), text);
        }
    }

    @Test
    void charactersComeToRest() {
        for (int point = 0; point <= 0x1FFFF; point += point < 0x3400 ? 1 : 7) {
            rests(Character.toString(point));
            rests("e" + Character.toString(point) + "s");
        }
    }

    @Test
    void textsComeToRest() {
        Random random = new Random(7);
        String[] parts = {
            "a", "an", "the", "ten", "one", "1", "000", ",", ".", "'", "-", " ", "’", "\u0301", "\u00AD", "肺", "ᄀ", "ᅡ",
            "İ", "ß", "Σ", "５", "½", "٣", "\uD83D", "ﬀ", "\u0345", "x",
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(8); k >= 0; k--) {
                text.append(
                        random.nextInt(10) == 0
                                ? Character.toString(random.nextInt(0x3000))
                                : parts[random.nextInt(parts.length)]);
            }
            rests(text.toString());
        }
    }

    private static void rests(String text) {
        String once = StrictNormalizer.normalize(text);
        String twice = StrictNormalizer.normalize(once);
        if (!once.equals(twice)) {
            assertEquals(once, twice, () -> escaped(text));
        }
        assertFalse(once.startsWith(" ") || once.endsWith(" ") || once.contains("  "), () -> escaped(text));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> escaped.append(String.format("U+%04X ", point)));
        return escaped.toString();
    }

    @Test
    void longTextsTakeNoLonger() {
        String text = "a the one, 1,000 left-sided ".repeat(40_000);
        Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> assertEquals(160_000, StrictNormalizer.words(text).size()));
    }

    @Test
    void phrasesAreFoundInOrder() {
        List<String> text = List.of("a", "b", "a", "b", "a", "c");
        assertEquals(2, Phrase.find(List.of("a", "b", "a", "c"), text, 0));
        assertEquals(2, Phrase.find(List.of("a", "b"), text, 1));
        assertFalse(Phrase.occurs(List.of("b", "c"), text));
        assertFalse(Phrase.occurs(List.of(), text));
        List<String> same = Collections.nCopies(300_000, "x");
        List<String> almost = new ArrayList<>(same.subList(0, 150_000));
        almost.add("y");
        Assertions.assertTimeout(Duration.ofSeconds(10), () -> assertFalse(Phrase.occurs(almost, same)));
    }
}

package org.llavamed.data.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ReportTest {
    @Test
    void everyChartIsWellFormedAndNothingGetsOutOfItsText() throws Exception {
        String html = ReportPreview.page().html();
        assertFalse(html.contains("<script"), "no script");
        assertFalse(html.matches("(?s).*(src|href)=.*"), "nothing fetched");
        Matcher svg = Pattern.compile("(?s)<svg .*?</svg>").matcher(html);
        int charts = 0;
        while (svg.find()) {
            charts++;
            Document xml = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.group().getBytes(StandardCharsets.UTF_8)));
            assertEquals(1, xml.getElementsByTagName("desc").getLength());
            assertFalse(svg.group().contains("NaN") || svg.group().contains("Infinity"), svg.group());
            String labelled = xml.getDocumentElement().getAttribute("aria-labelledby");
            assertEquals("chart" + charts + "-t chart" + charts + "-d", labelled);
        }
        assertEquals(15, charts);
    }

    @Test
    void escaping() {
        assertEquals("&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt; &amp;amp;", Svg.escape("<a href=\"x\" b='y'> &amp;"));
        assertEquals(
                "\ufffd\ufffd\ufffd\ufffd\t\n\u00e4\ud83d\ude00",
                Svg.escape("\u0000\u001b\ud83d\uffff\t\n\u00e4\ud83d\ude00"));
    }

    @Test
    void numbers() {
        assertEquals("0", Svg.number(-0.001));
        assertEquals("100", Svg.number(100));
        assertEquals("12.5", Svg.number(12.5));
        assertEquals("171,673", Svg.count(171_673));
        assertEquals("2.50", Svg.size(2.5));
        assertEquals("abc", Svg.fit(" abc ", 100));
        assertTrue(Svg.width(Svg.fit("abc".repeat(50), 100)) <= 100);
    }

    @Test
    void histogramCountsEveryValueOnce() {
        for (int most : new int[] {0, 1, 29, 30, 31, 99, 1_000, 12_345_678, Integer.MAX_VALUE}) {
            TreeMap<Integer, Long> counts = new TreeMap<>(Map.of(0, 3L));
            counts.merge(most, 4L, Long::sum);
            counts.merge(most / 3, 5L, Long::sum);
            Histogram histogram = Histogram.of("t", "a", counts);
            assertEquals(
                    12,
                    histogram.bins().stream().mapToLong(Histogram.Bin::count).sum(),
                    "to " + most);
            assertTrue(histogram.bins().size() <= 31, "to " + most);
        }
        TreeMap<Integer, Long> far = new TreeMap<>(Map.of(1, 500L, 2, 500L, 1_000_000, 1L));
        assertEquals(
                List.of(new Histogram.Bin("1", 500), new Histogram.Bin("2", 500), new Histogram.Bin("\u2265 3", 1)),
                Histogram.of("t", "a", far).bins());
    }

    @Test
    void aWholeCircleIsDrawn() {
        String svg = new Sunburst(
                        "t", List.of(new Sunburst.Slice("a", 5, List.of(new Sunburst.Slice("b", 5, List.of())))))
                .svg("x");
        assertEquals(2, svg.split("<path", -1).length - 1);
        assertTrue(svg.contains("a \u2192 b: 5"), svg);
    }

    @Test
    void sizesBelowZeroAreRefused() {
        for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new BarChart.Bar("a", bad, ""));
            assertThrows(IllegalArgumentException.class, () -> new Sunburst.Slice("a", bad, List.of()));
        }
        assertThrows(IllegalArgumentException.class, () -> new Histogram.Bin("a", -1));
    }
}

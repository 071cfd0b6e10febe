package org.llavamed.data.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.llavamed.data.report.IntervalChart.Bar;
import org.llavamed.data.report.IntervalChart.Group;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class IntervalChartTest {
    private static final String EVIL = "</text></svg><script>alert(1)</script>\" onload='x' & \u0000";

    private static Document parse(IntervalChart chart) throws Exception {
        String svg = chart.svg("c");
        assertFalse(svg.contains("NaN") || svg.contains("Infinity"), svg);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void barsAndWhiskersStandWhereTheValuesAre() throws Exception {
        IntervalChart chart = new IntervalChart(
                "t", 0, 100, List.of("s"), List.of(new Group("g", List.of(new Bar(50, 25, 100, "x")))));
        Document svg = parse(chart);
        Element bar = (Element) svg.getElementsByTagName("rect").item(0);
        double left = number(bar, "x");
        double width = number(bar, "width");
        NodeList lines = svg.getElementsByTagName("line");
        Element whisker = (Element) lines.item(lines.getLength() - 3);
        assertEquals("whisker", whisker.getAttribute("class"));
        assertEquals(left + width / 2, number(whisker, "x1"), 0.02);
        assertEquals(left + width * 2, number(whisker, "x2"), 0.02);
    }

    @Test
    void valuesBelowZeroGoToTheLeft() throws Exception {
        Document svg = parse(new IntervalChart(
                "t",
                0,
                10,
                List.of("s"),
                List.of(
                        new Group("a", List.of(new Bar(-5, -8, -1, ""))),
                        new Group("b", List.of(new Bar(5, 1, 9, ""))))));
        NodeList bars = svg.getElementsByTagName("rect");
        Element below = (Element) bars.item(0);
        Element above = (Element) bars.item(1);
        assertEquals(number(below, "x") + number(below, "width"), number(above, "x"), 0.02);
    }

    @Test
    void nothingGetsOutOfItsTextAndNothingIsDrawnOutside() throws Exception {
        Random random = new Random(4);
        for (int run = 0; run < 50; run++) {
            List<String> series = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(6); i++) {
                series.add(EVIL + i);
            }
            List<Group> groups = new ArrayList<>();
            for (int g = 0; g < random.nextInt(5); g++) {
                List<Bar> bars = new ArrayList<>();
                for (int i = 0; i < series.size(); i++) {
                    double value = random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian() * Math.pow(10, run % 7);
                    bars.add(new Bar(value, value - 1, random.nextBoolean() ? value + 1 : Double.NaN, EVIL));
                }
                groups.add(new Group(EVIL.repeat(1 + g), bars));
            }
            Document svg = parse(new IntervalChart(EVIL, 0, 1, series, groups));
            assertEquals(0, svg.getElementsByTagName("script").getLength());
            double wide = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
            NodeList bars = svg.getElementsByTagName("rect");
            for (int i = 0; i < bars.getLength(); i++) {
                Element bar = (Element) bars.item(i);
                assertTrue(number(bar, "width") >= 0 && number(bar, "x") >= 0, "run " + run);
                assertTrue(number(bar, "x") + number(bar, "width") <= wide, "run " + run);
            }
        }
    }

    private static double number(Element element, String name) {
        return Double.parseDouble(element.getAttribute(name));
    }

    @Test
    void chartsThatCannotBeAreRefused() {
        List<Group> none = List.of();
        assertThrows(IllegalArgumentException.class, () -> new IntervalChart("t", 0, 0, List.of("a"), none));
        assertThrows(IllegalArgumentException.class, () -> new IntervalChart("t", 0, Double.NaN, List.of("a"), none));
        assertThrows(IllegalArgumentException.class, () -> new IntervalChart("t", 0, 1, List.of(), none));
        List<Group> one = List.of(new Group("g", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new IntervalChart("t", 0, 1, List.of("a"), one));
    }

    @Test
    void cardsHoldOnlyTextAndOwnPictures() {
        Picture picture = Picture.jpeg(new byte[] {1, 2, 3}, 2, 1);
        Card with = new Card(EVIL, picture, EVIL, List.of(new Card.Field(EVIL, "\"><img src=x onerror=alert(1)>")));
        Card without = new Card("c", null, EVIL, List.of());
        String html = new HtmlPage("t")
                .cards(List.of(with, without))
                .subheading(EVIL)
                .notice(EVIL)
                .bullets(List.of(EVIL))
                .html();
        assertFalse(html.contains("<script"), html);
        assertEquals(2, html.split("<img", -1).length, "one image");
        assertTrue(html.contains("src=\"data:image/jpeg;base64,AQID\""), html);
        assertThrows(IllegalArgumentException.class, () -> new Picture("\" onerror=\"x", 1, 1));
    }

    @Test
    void numbersAndOnlyNumbersAreSetToTheRight() {
        String html = new HtmlPage("t")
                .table(
                        List.of("", "n", "w"),
                        List.of(List.of("a", "1,250 records", "10K steps"), List.of("b", "-3.5\n[-4, -3]", "2e-5")))
                .html();
        assertTrue(html.contains("<td class=\"number\">1,250 records</td><td>10K steps</td>"), html);
        assertTrue(html.contains("<td class=\"number\">-3.5\n[-4, -3]</td><td class=\"number\">2e-5</td>"), html);
        assertTrue(html.contains("<th scope=\"col\" class=\"number\">n</th><th scope=\"col\">w</th>"), html);
    }
}

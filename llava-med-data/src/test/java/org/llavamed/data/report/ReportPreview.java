package org.llavamed.data.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Writes a page of awkward charts to look at in a browser. As a program: FILE. */
final class ReportPreview {
    private ReportPreview() {}

    public static void main(String[] args) {
        page().write(Path.of(args[0]));
    }

    static HtmlPage page() {
        String evil = "</text></svg><script>alert(1)</script>\" onload='x' & \u0000\ud800 <!-- ]]>";
        HtmlPage page = new HtmlPage("Charts with " + evil);
        page.paragraph(evil).table(List.of("a", evil), List.of(List.of(evil, "12"), List.of("b", "3,000,000")));
        page.chart(new BarChart("No bars", List.of()));
        page.chart(new BarChart("One bar", List.of(BarChart.Bar.of("only", 1))));
        page.chart(new BarChart("Only zeros", List.of(BarChart.Bar.of("a", 0), BarChart.Bar.of("b", 0))));
        page.chart(new BarChart(
                "Long labels",
                List.of(
                        BarChart.Bar.of("word ".repeat(60), 1_000_000),
                        BarChart.Bar.of(evil, 3),
                        BarChart.Bar.of("\u5f71\u50cf\u533b\u5b66".repeat(20), 999_999_999))));
        page.chart(new BarChart(
                "Long values", List.of(new BarChart.Bar("a", 1, "value ".repeat(12)), BarChart.Bar.of("b", 3))));
        page.chart(Histogram.of("Empty", "words", new TreeMap<>()));
        page.chart(Histogram.of("One value", "words", counts(7, 7)));
        page.chart(Histogram.of("A hundred", "words", counts(0, 99)));
        NavigableMap<Integer, Long> outlier = counts(3, 40);
        outlier.put(Integer.MAX_VALUE, 1L);
        outlier.put(20, 5_000L);
        page.chart(Histogram.of("One far away", "words", outlier));
        page.chart(
                Histogram.of("Two ends of the numbers", "words", new TreeMap<>(Map.of(0, 1L, Integer.MAX_VALUE, 1L))));
        page.chart(new Sunburst("Nothing", List.of()));
        page.chart(new Sunburst("One slice of one part", List.of(slice("describe", slice("image")))));
        page.chart(new Sunburst("One slice of two parts", List.of(slice("describe", slice("a"), slice(evil)))));
        page.chart(new Sunburst(
                "Three slices, one without parts",
                List.of(
                        slice("a".repeat(60), slice("b".repeat(60))),
                        slice("no parts"),
                        slice("x", slice("\u5f71\u50cf\u533b")))));
        List<Sunburst.Slice> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(slice("verb" + i, slice("noun" + i)));
        }
        page.chart(new Sunburst("Two thousand slices", many));
        return page;
    }

    private static Sunburst.Slice slice(String label, Sunburst.Slice... parts) {
        return new Sunburst.Slice(label, Math.max(1, parts.length), List.of(parts));
    }

    private static NavigableMap<Integer, Long> counts(int from, int to) {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        for (int i = from; i <= to; i++) {
            counts.put(i, 1L + i % 17);
        }
        return counts;
    }
}

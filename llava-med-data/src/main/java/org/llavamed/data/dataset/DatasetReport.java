package org.llavamed.data.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.llavamed.data.report.BarChart;
import org.llavamed.data.report.Histogram;
import org.llavamed.data.report.HtmlPage;
import org.llavamed.data.report.Sunburst;
import org.llavamed.data.report.Svg;

/** Statistics as a page with charts. */
public final class DatasetReport {
    private static final int VERBS = 20; // as the paper's figure shows
    private static final int NOUNS = 4;

    private DatasetReport() {}

    /**
     * Makes the page.
     *
     * @param statistics what it shows
     * @return the page; nothing is written yet
     */
    public static HtmlPage page(DatasetStatistics statistics) {
        HtmlPage page = new HtmlPage("Data set " + statistics.name());
        page.paragraph("Research use only, not for clinical use.");
        overview(page, statistics);
        domains(page, statistics);
        if (!statistics.distributions().isEmpty()) {
            page.heading("Distributions");
            distributions(page, statistics.distributions());
        }
        questions(page, statistics);
        verbs(page, statistics);
        if (!statistics.notes().isEmpty()) {
            page.heading("Notes");
            statistics.notes().forEach(page::paragraph);
        }
        return page;
    }

    private static void overview(HtmlPage page, DatasetStatistics statistics) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("kind of record", words(statistics.schema().key())));
        rows.add(List.of("size", String.format(Locale.ROOT, "%,.2f MB", statistics.bytes() / 1e6)));
        rows.add(List.of("records", Svg.count(statistics.records())));
        statistics.counts().forEach((name, count) -> rows.add(List.of(words(name), Svg.count(count))));
        page.heading("Overview").table(List.of(), rows);
    }

    private static void domains(HtmlPage page, DatasetStatistics statistics) {
        if (statistics.domains().isEmpty()) {
            return;
        }
        page.heading("Domains");
        List<BarChart.Bar> bars = new ArrayList<>();
        boolean pairs = statistics.domains().stream().anyMatch(domain -> domain.qaPairs() > 0);
        for (DomainCount domain : statistics.domains()) {
            String text = Svg.count(domain.records())
                    + (pairs ? " records, " + Svg.count(domain.qaPairs()) + " question-answer pairs" : " records");
            bars.add(new BarChart.Bar(words(domain.name()), (double) domain.records(), text));
        }
        page.chart(new BarChart("Records by domain; one of two domains counts in both", bars));
        List<BarChart.Bar> sets = new ArrayList<>();
        statistics
                .domainSets()
                .forEach(set -> sets.add(BarChart.Bar.of(words(set.name()).replace("+", " + "), set.records())));
        page.chart(new BarChart("Records by exact set of domains", sets));
    }

    private static void distributions(HtmlPage page, Map<String, Distribution> distributions) {
        List<List<String>> rows = new ArrayList<>();
        distributions.forEach((name, numbers) -> rows.add(List.of(
                words(name),
                Svg.count(numbers.count()),
                Svg.count(numbers.quantile(0)),
                Svg.count(numbers.quantile(0.5)),
                String.format(Locale.ROOT, "%,.1f", numbers.mean()),
                Svg.count(numbers.quantile(0.95)),
                Svg.count(numbers.quantile(1)))));
        page.table(List.of("", "number", "least", "median", "mean", "95 %", "most"), rows);
        distributions.forEach((name, numbers) -> {
            String axis = name.substring(0, Math.max(0, name.indexOf("_per_")));
            String title = words(name);
            page.chart(Histogram.of(
                    title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1),
                    words(axis),
                    numbers.counts()));
        });
    }

    private static void questions(HtmlPage page, DatasetStatistics statistics) {
        List<BarChart.Bar> bars = new ArrayList<>();
        statistics.commonQuestions().forEach((text, times) -> {
            if (times > 1 || statistics.commonQuestions().size() <= 5) {
                bars.add(BarChart.Bar.of(text.isEmpty() ? "(nothing but the image)" : text, times));
            }
        });
        if (!bars.isEmpty()) {
            page.heading("Questions").chart(new BarChart("The most common questions", bars));
        }
    }

    private static void verbs(HtmlPage page, DatasetStatistics statistics) {
        VerbNounCounts verbs = statistics.verbs();
        if (verbs == null) {
            return;
        }
        page.heading("Verbs and nouns of the questions");
        List<Sunburst.Slice> slices = new ArrayList<>();
        long shown = 0;
        long all = 0;
        for (Map.Entry<String, Map<String, Long>> verb : verbs.verbs().entrySet()) {
            all += verbs.total(verb.getKey());
            if (slices.size() < VERBS) {
                List<Sunburst.Slice> nouns = new ArrayList<>();
                verb.getValue().entrySet().stream()
                        .limit(NOUNS)
                        .forEach(noun ->
                                nouns.add(new Sunburst.Slice(noun.getKey(), (double) noun.getValue(), List.of())));
                double sum = nouns.stream().mapToDouble(Sunburst.Slice::weight).sum();
                slices.add(new Sunburst.Slice(verb.getKey(), sum, nouns));
                shown += (long) sum;
            }
        }
        page.chart(new Sunburst("Root verbs (inner ring) and their nouns (outer ring)", slices));
        page.paragraph(String.format(
                Locale.ROOT,
                "An approximation: %,d of %,d distinct questions were tagged by a statistical model; a pair was found in %,d of"
                        + " them, by position, not by a parse. Shown are the %d most frequent of %,d verbs with up to %d nouns"
                        + " each: %,d of %,d questions that have a pair, repetitions counted.",
                verbs.tagged(),
                verbs.distinct(),
                verbs.withPair(),
                slices.size(),
                verbs.verbs().size(),
                NOUNS,
                shown,
                all));
    }

    private static String words(String key) {
        return key.replace("qa_pairs", "question-answer pairs").replace('_', ' ');
    }
}

package org.llavamed.data.modality;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.llavamed.data.figure.Domain;
import org.llavamed.data.figure.Domains;

/**
 * Counts how a classifier agrees with labelled figures, domain by domain: add every figure once, then read precision and
 * recall. Not thread-safe.
 */
public final class ClassifierScore {
    private final Map<Domain, Counts> counts = new EnumMap<>(Domain.class);
    private int figures;
    private int exact;

    /** Begins at zero. */
    public ClassifierScore() {
        for (Domain domain : Domain.values()) {
            counts.put(domain, new Counts(0, 0, 0));
        }
    }

    /**
     * How often a domain was found.
     *
     * @param both labelled and found
     * @param foundOnly found but not labelled
     * @param labelledOnly labelled but not found
     */
    public record Counts(int both, int foundOnly, int labelledOnly) {
        /**
         * How many of those found are right.
         *
         * @return the share with its interval
         */
        public Interval precision() {
            return new Interval(both, both + foundOnly);
        }

        /**
         * How many of those labelled are found.
         *
         * @return the share with its interval
         */
        public Interval recall() {
            return new Interval(both, both + labelledOnly);
        }

        /**
         * Harmonic mean of precision and recall.
         *
         * @return from 0 to 1; NaN if the domain was neither labelled nor found
         */
        public double f1() {
            return 2.0 * both / (2.0 * both + foundOnly + labelledOnly);
        }
    }

    /**
     * Adds a figure.
     *
     * @param labelled its true domains
     * @param found what the classifier says
     */
    public void add(Domains labelled, Domains found) {
        figures++;
        exact += labelled.equals(found) ? 1 : 0;
        for (Domain domain : Domain.values()) {
            boolean is = labelled.has(domain);
            boolean says = found.has(domain);
            counts.computeIfPresent(
                    domain,
                    (key, c) -> new Counts(
                            c.both() + (is && says ? 1 : 0),
                            c.foundOnly() + (!is && says ? 1 : 0),
                            c.labelledOnly() + (is && !says ? 1 : 0)));
        }
    }

    /**
     * The counts of a domain.
     *
     * @param domain the domain
     * @return its counts
     */
    public Counts of(Domain domain) {
        return counts.getOrDefault(domain, new Counts(0, 0, 0));
    }

    /**
     * Figures whose domains are found exactly.
     *
     * @return their share of all figures
     */
    public Interval exact() {
        return new Interval(exact, figures);
    }

    /**
     * A table for people: one line a domain with precision, recall, their 95 % intervals, F1 and the number of figures that
     * have the label.
     *
     * @return lines ending in a line feed
     */
    public String table() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%-11s %-26s %-26s %-6s %s%n", "domain", "precision", "recall", "F1", "labelled"));
        counts.forEach((domain, c) -> text.append(String.format(
                Locale.ROOT,
                "%-11s %-26s %-26s %-6s %d%n",
                domain.key(),
                text(c.precision()),
                text(c.recall()),
                Double.isNaN(c.f1()) ? "-" : String.format(Locale.ROOT, "%.2f", c.f1()),
                c.both() + c.labelledOnly())));
        text.append(String.format(Locale.ROOT, "%-11s %s%n", "exact", text(exact())));
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    private static String text(Interval interval) {
        return interval.cases() == 0
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.2f [%.2f, %.2f] %d/%d",
                        interval.share(),
                        interval.low(),
                        interval.high(),
                        interval.hits(),
                        interval.cases());
    }
}

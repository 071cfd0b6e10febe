package org.llavamed.eval.report;

import java.util.Locale;
import org.llavamed.data.report.IntervalChart;
import org.llavamed.eval.score.Estimate;

/** Measured values in words. */
final class NumberText {
    static final String NONE = "\u2014";

    private NumberText() {}

    /** A value with its interval and its denominator: {@code 64.31 [58.1, 70.2] of 272}. */
    static String of(Estimate estimate) {
        if (!estimate.known()) {
            return NONE;
        }
        String interval = estimate.hasInterval()
                ? " [" + decimals(estimate.low(), 1) + ", " + decimals(estimate.high(), 1) + "]"
                : "";
        return decimals(estimate.value(), 2) + interval + " of " + String.format(Locale.ROOT, "%,d", estimate.count());
    }

    /** The same on two lines, for a cell of a table. */
    static String cell(Estimate estimate) {
        return of(estimate).replaceFirst(" ", "\n");
    }

    /** A value alone. */
    static String of(double value) {
        return Double.isNaN(value) ? NONE : decimals(value, 2);
    }

    private static String decimals(double value, int digits) {
        if (digits == 2 && value > 0 && value < 0.005) {
            return "<0.01"; // BLEU without smoothing is hardly ever 0
        }
        String text = String.format(Locale.ROOT, "%." + digits + "f", value);
        return text.matches("-0[.0]*") ? text.substring(1) : text;
    }

    /** A value as a bar. */
    static IntervalChart.Bar bar(Estimate estimate) {
        return estimate.known()
                ? new IntervalChart.Bar(estimate.value(), estimate.low(), estimate.high(), of(estimate))
                : new IntervalChart.Bar(Double.NaN, Double.NaN, Double.NaN, NONE);
    }

    /** A model without the folders that answer files often name: they are of no use to others, and may name a person. */
    static String model(String id, int most) {
        String name = id.strip();
        if (!name.startsWith("/")
                && !name.startsWith("~")
                && !name.startsWith(".")
                && !name.matches("(?s)[A-Za-z]:[\\\\/].*")) {
            return cut(name, most); // organisation/model
        }
        String trimmed = name.replaceFirst("[\\\\/]+$", "");
        return cut(trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1), most);
    }

    /** A text of a file, cut if it is long, with its length. */
    static String cut(String text, int most) {
        int length = text.codePointCount(0, text.length());
        return length <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most)).stripTrailing()
                        + String.format(Locale.ROOT, "\u2026 (cut; %,d characters in all)", length);
    }
}

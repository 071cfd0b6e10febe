package org.llavamed.data.report;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/**
 * How often values fall into ranges of whole numbers.
 *
 * @param title what is shown
 * @param axis what the values are, for instance {@code words}
 * @param bins the ranges, ascending
 */
public record Histogram(String title, String axis, List<Bin> bins) implements Chart {
    private static final int MOST_BINS = 30;
    private static final int HEIGHT = 190;
    private static final int TOP = 12;
    private static final int LEFT = 64;
    private static final int WIDTH = 720;

    /**
     * Copies the list.
     *
     * @param title as above
     * @param axis as above
     * @param bins as above
     */
    public Histogram {
        bins = List.copyOf(bins);
    }

    /**
     * A range.
     *
     * @param label the range in words, for instance {@code 10-14}
     * @param count how many values lie in it, from 0
     */
    public record Bin(String label, long count) {}

    /**
     * Puts counted values into at most about thirty ranges of equal width. What lies above 99.5 % of the values is gathered in
     * one last range, so that a single monster leaves the rest readable.
     *
     * @param title what is shown
     * @param axis what the values are
     * @param counts how often each value occurs; values from 0
     * @return the histogram
     */
    public static Histogram of(String title, String axis, NavigableMap<Integer, Long> counts) {
        if (counts.isEmpty()) {
            return new Histogram(title, axis, List.of());
        }
        int first = counts.firstKey();
        int last = counts.lastKey();
        int high = quantile(counts, 0.995);
        int width = width(high - (long) first + 1);
        int begin = first / width * width;
        List<Bin> bins = new ArrayList<>();
        long low = begin;
        for (; low <= high; low += width) {
            long end = low + width; // may pass the largest int
            long sum = sum(counts, (int) low, (int) Math.min(Integer.MAX_VALUE, end));
            bins.add(new Bin(width == 1 ? Svg.count(low) : Svg.count(low) + "\u2013" + Svg.count(end - 1), sum));
        }
        if (last >= low) {
            bins.add(new Bin("\u2265 " + Svg.count(low), sum(counts, (int) low, Integer.MAX_VALUE)));
        }
        return new Histogram(title, axis, bins);
    }

    private static long sum(NavigableMap<Integer, Long> counts, int from, int to) {
        return counts.subMap(from, true, to, to == Integer.MAX_VALUE).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static int quantile(NavigableMap<Integer, Long> counts, double share) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long below = 0;
        for (var entry : counts.entrySet()) {
            below += entry.getValue();
            if (below >= share * all) {
                return entry.getKey();
            }
        }
        return counts.lastKey();
    }

    /** The smallest of 1, 2, 5, 10, 20, 50 ... that needs no more than the most bins. */
    private static int width(long range) {
        for (long ten = 1; ; ten *= 10) {
            for (long width : new long[] {ten, 2 * ten, 5 * ten}) {
                if (range <= width * MOST_BINS) {
                    return (int) width;
                }
            }
        }
    }

    @Override
    public String svg(String id) {
        if (bins.isEmpty()) {
            return Svg.empty(id, "histogram", title);
        }
        long most = Math.max(1, bins.stream().mapToLong(Bin::count).max().orElse(0));
        double step = Math.min(60, (WIDTH - LEFT - 8) / (double) bins.size());
        StringBuilder svg = new StringBuilder(
                Svg.begin(id, "histogram", WIDTH, HEIGHT + TOP + 96, title, description()));
        grid(svg, most);
        double x = LEFT;
        for (Bin bin : bins) {
            double height = bin.count * (double) HEIGHT / most;
            svg.append("<g><title>")
                    .append(Svg.escape(bin.label + " " + axis + ": " + Svg.count(bin.count)))
                    .append("</title><rect class=\"bar\" x=\"")
                    .append(Svg.number(x + 1))
                    .append("\" y=\"")
                    .append(Svg.number(TOP + HEIGHT - height))
                    .append("\" width=\"")
                    .append(Svg.number(step - 2))
                    .append("\" height=\"")
                    .append(Svg.number(height))
                    .append("\"/><text class=\"end\" transform=\"translate(")
                    .append(Svg.number(x + step / 2 + 4))
                    .append(' ')
                    .append(TOP + HEIGHT + 12)
                    .append(") rotate(-50)\">")
                    .append(Svg.escape(bin.label))
                    .append("</text></g>\n");
            x += step;
        }
        svg.append("<text class=\"faint end\" x=\"")
                .append(WIDTH - 8)
                .append("\" y=\"")
                .append(TOP + HEIGHT + 90)
                .append("\">")
                .append(Svg.escape(axis))
                .append("</text>\n");
        return svg.append("</svg>\n").toString();
    }

    private static void grid(StringBuilder svg, long most) {
        for (int i = 0; i <= 4; i++) {
            if (most < 4 && i != 0 && i != 4) {
                continue; // there are no quarters of one record
            }
            double y = TOP + HEIGHT - i * HEIGHT / 4.0;
            svg.append("<line class=\"grid\" x1=\"")
                    .append(LEFT)
                    .append("\" x2=\"")
                    .append(WIDTH - 8)
                    .append("\" y1=\"")
                    .append(Svg.number(y))
                    .append("\" y2=\"")
                    .append(Svg.number(y))
                    .append("\"/><text class=\"faint end\" x=\"")
                    .append(LEFT - 6)
                    .append("\" y=\"")
                    .append(Svg.number(y + 4))
                    .append("\">")
                    .append(Svg.count(Math.rint(most * i / 4.0)))
                    .append("</text>\n");
        }
    }

    private String description() {
        long all = bins.stream().mapToLong(Bin::count).sum();
        Bin top = bins.get(0);
        for (Bin bin : bins) {
            top = bin.count > top.count ? bin : top;
        }
        return "Histogram of " + Svg.count(all) + " values in " + bins.size() + " ranges; the fullest is " + top.label + " "
                + axis + " with " + Svg.count(top.count) + ".";
    }
}

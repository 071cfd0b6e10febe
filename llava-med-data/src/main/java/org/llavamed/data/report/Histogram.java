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
    private static final double LABEL_MOST = 92;
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
    public record Bin(String label, long count) {
        /**
         * Checks the count.
         *
         * @param label as above
         * @param count as above
         */
        public Bin {
            if (count < 0) {
                throw new IllegalArgumentException("a count is 0 or more, not " + count);
            }
        }
    }

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
        long tick = tick(most);
        double scale = HEIGHT / (double) most;
        double step = Math.min(60, (WIDTH - LEFT - 8) / (double) bins.size());
        double right = LEFT + step * bins.size();
        double widest =
                bins.stream().mapToDouble(bin -> Svg.width(bin.label)).max().orElse(0);
        widest = Math.min(widest, LABEL_MOST);
        boolean turned = widest > step - 6;
        double below = TOP + HEIGHT + 18 + (turned ? widest * 0.77 : 0); // the sine of 50 degrees
        StringBuilder svg = new StringBuilder(Svg.begin(id, "histogram", WIDTH, below + 24, title, description()));
        for (long value = 0; value <= most; value += tick) {
            grid(svg, value, TOP + HEIGHT - value * scale, right);
        }
        double x = LEFT;
        for (Bin bin : bins) {
            bar(svg, bin, x, step, bin.count * scale, turned);
            x += step;
        }
        svg.append("<text class=\"faint middle\" x=\"")
                .append(Svg.number((LEFT + right) / 2))
                .append("\" y=\"")
                .append(Svg.number(below + 16))
                .append("\">")
                .append(Svg.escape(axis))
                .append("</text>\n");
        return svg.append("</svg>\n").toString();
    }

    /** The distance of grid lines: 1, 2 or 5 times a power of ten, so that there are at most six. */
    private static long tick(long most) {
        for (long ten = 1; ; ten *= 10) {
            for (long tick : new long[] {ten, 2 * ten, 5 * ten}) {
                if (most / tick <= 5) {
                    return tick;
                }
            }
        }
    }

    private void bar(StringBuilder svg, Bin bin, double x, double step, double height, boolean turned) {
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
                .append("\"/><text class=\"")
                .append(turned ? "end" : "middle")
                .append("\" transform=\"translate(")
                .append(Svg.number(x + step / 2 + (turned ? 4 : 0)))
                .append(' ')
                .append(TOP + HEIGHT + (turned ? 12 : 16))
                .append(turned ? ") rotate(-50)\">" : ")\">")
                .append(Svg.escape(Svg.fit(bin.label, LABEL_MOST)))
                .append("</text></g>\n");
    }

    private static void grid(StringBuilder svg, long value, double y, double right) {
        svg.append("<line class=\"grid\" x1=\"")
                .append(LEFT)
                .append("\" x2=\"")
                .append(Svg.number(right))
                .append("\" y1=\"")
                .append(Svg.number(y))
                .append("\" y2=\"")
                .append(Svg.number(y))
                .append("\"/><text class=\"faint end\" x=\"")
                .append(LEFT - 6)
                .append("\" y=\"")
                .append(Svg.number(y + 4))
                .append("\">")
                .append(Svg.count(value))
                .append("</text>\n");
    }

    private String description() {
        long all = bins.stream().mapToLong(Bin::count).sum();
        Bin top = bins.get(0);
        for (Bin bin : bins) {
            top = bin.count > top.count ? bin : top;
        }
        return "Histogram of " + Svg.count(all) + " values in " + bins.size() + " ranges; the fullest is " + top.label
                + " " + axis + " with " + Svg.count(top.count) + ".";
    }
}

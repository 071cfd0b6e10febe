package org.llavamed.data.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Groups of horizontal bars, one bar for each series, with the interval of every value as a line across its end. All bars begin at
 * 0; values below it go to the left. A value that is not finite has no bar, only its text.
 *
 * @param title what is shown
 * @param least lower end of the axis, unless a value lies below
 * @param most upper end of the axis, unless a value lies above
 * @param series names of the series, at most six; one alone needs no legend
 * @param groups the groups from top to bottom
 */
public record IntervalChart(String title, double least, double most, List<String> series, List<Group> groups)
        implements Chart {
    private static final int WIDTH = 700;
    private static final int ROW = 20;
    private static final int GROUP_GAP = 12;
    private static final int LEGEND_ROW = 22;
    private static final int SWATCH = 14;
    private static final int COLOURS = 6;
    private static final double LABEL_MOST = 225;

    /**
     * Copies the lists and checks the sizes.
     *
     * @param title as above
     * @param least as above
     * @param most as above
     * @param series as above
     * @param groups as above
     */
    public IntervalChart {
        series = List.copyOf(series);
        groups = List.copyOf(groups);
        if (series.isEmpty() || series.size() > COLOURS) {
            throw new IllegalArgumentException("1 to " + COLOURS + " series, not " + series.size());
        }
        if (!(least < most) || Double.isInfinite(least) || Double.isInfinite(most)) {
            throw new IllegalArgumentException("an axis from " + least + " to " + most);
        }
        for (Group group : groups) {
            if (group.bars.size() != series.size()) {
                throw new IllegalArgumentException(
                        group.label + ": " + group.bars.size() + " bars for " + series.size() + " series");
            }
        }
    }

    /**
     * The bars of one thing that is measured.
     *
     * @param label what it is
     * @param bars one for each series
     */
    public record Group(String label, List<Bar> bars) {
        /**
         * Copies the list.
         *
         * @param label as above
         * @param bars as above
         */
        public Group {
            bars = List.copyOf(bars);
        }
    }

    /**
     * A value.
     *
     * @param value length of its bar; NaN if there is none
     * @param low lower end of its interval; NaN if there is none
     * @param high upper end of its interval; NaN if there is none
     * @param text the value as it is written beside the bar
     */
    public record Bar(double value, double low, double high, String text) {
        private boolean hasInterval() {
            return Double.isFinite(value) && Double.isFinite(low) && Double.isFinite(high);
        }
    }

    /** Capitals, which the names of groups often are, are wider than the usual text. */
    private static double width(String label) {
        return Svg.width(label) * 1.2 + 4;
    }

    private Stream<Bar> bars() {
        return groups.stream().flatMap(group -> group.bars.stream());
    }

    @Override
    public String svg(String id) {
        if (groups.isEmpty()) {
            return Svg.empty(id, "intervals", title);
        }
        double[] ends = bars().flatMapToDouble(bar -> DoubleStream.of(bar.value, bar.low, bar.high))
                .filter(Double::isFinite)
                .toArray();
        Axis axis = Axis.linear(
                Math.min(least, DoubleStream.of(ends).min().orElse(least)),
                Math.max(most, DoubleStream.of(ends).max().orElse(most)));
        double widest =
                groups.stream().mapToDouble(group -> width(group.label)).max().orElse(0);
        double left = Math.min(widest, LABEL_MOST) + 8;
        double texts = bars().mapToDouble(bar -> Svg.width(bar.text)).max().orElse(0);
        double room = Math.max(180, WIDTH - left - texts - 14);
        double width = Math.max(WIDTH, left + room + texts + 14);
        StringBuilder legend = new StringBuilder();
        double top = legend(legend, left, width) + 4;
        double bottom = top + groups.size() * (series.size() * ROW + (double) GROUP_GAP);
        StringBuilder svg = new StringBuilder(Svg.begin(id, "intervals", width, bottom + 26, title, description()));
        svg.append(legend);
        for (double tick : axis.ticks()) {
            double x = left + axis.place(tick) * room;
            line(svg, tick == 0 ? "zero" : "grid", x, top, x, bottom);
            text(svg, "faint middle", x, bottom + 18, Axis.text(tick, 6));
        }
        double y = top + GROUP_GAP / 2.0;
        for (Group group : groups) {
            double middle = y + series.size() * ROW / 2.0;
            text(
                    svg,
                    "end",
                    left - 8,
                    middle + 4,
                    Svg.fit(group.label, LABEL_MOST * Svg.width(group.label) / width(group.label)));
            for (int i = 0; i < series.size(); i++) {
                bar(svg, group, i, axis, left, room, y);
                y += ROW;
            }
            y += GROUP_GAP;
        }
        return svg.append("</svg>\n").toString();
    }

    private void bar(StringBuilder svg, Group group, int number, Axis axis, double left, double room, double y) {
        Bar bar = group.bars.get(number);
        svg.append("<g><title>")
                .append(Svg.escape(name(group, number) + ": " + bar.text))
                .append("</title>");
        if (Double.isFinite(bar.value)) {
            double zero = left + axis.place(Math.max(axis.low(), Math.min(axis.high(), 0))) * room;
            double end = left + axis.place(bar.value) * room;
            svg.append("<rect class=\"s")
                    .append(number)
                    .append("\" x=\"")
                    .append(Svg.number(Math.min(zero, end)))
                    .append("\" y=\"")
                    .append(Svg.number(y + 3))
                    .append("\" width=\"")
                    .append(Svg.number(Math.abs(end - zero)))
                    .append("\" height=\"")
                    .append(ROW - 6)
                    .append("\"/>");
        }
        if (bar.hasInterval()) {
            double from = left + axis.place(bar.low) * room;
            double to = left + axis.place(bar.high) * room;
            double middle = y + ROW / 2.0;
            line(svg, "whisker", from, middle, to, middle);
            line(svg, "whisker", from, middle - 4, from, middle + 4);
            line(svg, "whisker", to, middle - 4, to, middle + 4);
        }
        text(svg, "start", left + room + 10, y + ROW / 2.0 + 4.5, bar.text);
        svg.append("</g>\n");
    }

    private String name(Group group, int number) {
        return series.size() == 1 ? group.label : group.label + ", " + series.get(number);
    }

    /** Draws what the colours mean, names that do not fit beside each other below each other, and returns its height. */
    private double legend(StringBuilder svg, double left, double width) {
        if (series.size() < 2) {
            return 0;
        }
        double x = left;
        double y = 16;
        for (int i = 0; i < series.size(); i++) {
            String name = Svg.fit(series.get(i), width - left - SWATCH - 10);
            double needed = SWATCH + 6 + Svg.width(name);
            if (x > left && x + needed > width) {
                x = left;
                y += LEGEND_ROW;
            }
            svg.append("<rect class=\"s" + i + "\" x=\"")
                    .append(Svg.number(x))
                    .append("\" y=\"")
                    .append(Svg.number(y - 11))
                    .append("\" width=\"" + SWATCH + "\" height=\"" + SWATCH + "\"/>");
            text(svg, "start", x + SWATCH + 6, y, name);
            x += needed + 16;
        }
        return y + 10;
    }

    private static void line(StringBuilder svg, String style, double x1, double y1, double x2, double y2) {
        svg.append("<line class=\"")
                .append(style)
                .append("\" x1=\"")
                .append(Svg.number(x1))
                .append("\" y1=\"")
                .append(Svg.number(y1))
                .append("\" x2=\"")
                .append(Svg.number(x2))
                .append("\" y2=\"")
                .append(Svg.number(y2))
                .append("\"/>");
    }

    private static void text(StringBuilder svg, String style, double x, double y, String text) {
        svg.append("<text class=\"")
                .append(style)
                .append("\" x=\"")
                .append(Svg.number(x))
                .append("\" y=\"")
                .append(Svg.number(y))
                .append("\">")
                .append(Svg.escape(text))
                .append("</text>");
    }

    private String description() {
        StringBuilder text = new StringBuilder("Bar chart with intervals. ");
        int told = 0;
        for (Group group : groups) {
            for (int i = 0; i < series.size() && told < 12; i++, told++) {
                text.append(name(group, i))
                        .append(": ")
                        .append(group.bars.get(i).text)
                        .append(". ");
            }
        }
        long more = bars().count() - told;
        return text.append(more > 0 ? "And " + more + " more bars." : "")
                .toString()
                .strip();
    }
}

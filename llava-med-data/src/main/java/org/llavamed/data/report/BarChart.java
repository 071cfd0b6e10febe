package org.llavamed.data.report;

import java.util.List;

/**
 * Horizontal bars, one below the other, each with its label and its value in words. Long labels stand over their bars; what
 * is longer than the chart is wide is cut, and whole in the bar's tooltip.
 *
 * @param title what is shown
 * @param bars the bars from top to bottom, as many as are readable
 */
public record BarChart(String title, List<Bar> bars) implements Chart {
    private static final int WIDTH = 720;
    private static final int ROW = 24;
    private static final int LINE = 20;
    private static final double LABEL_MOST = 260;

    /**
     * Copies the list.
     *
     * @param title as above
     * @param bars as above
     */
    public BarChart {
        bars = List.copyOf(bars);
    }

    /**
     * A bar.
     *
     * @param label what is measured
     * @param value its length, finite, from 0
     * @param text the value as it is written beside the bar
     */
    public record Bar(String label, double value, String text) {
        /**
         * Checks the value.
         *
         * @param label as above
         * @param value as above
         * @param text as above
         */
        public Bar {
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException("a bar has a length from 0, not " + value);
            }
        }

        /**
         * A bar for a count.
         *
         * @param label what is counted
         * @param value how many
         * @return the bar
         */
        public static Bar of(String label, long value) {
            return new Bar(label, (double) value, Svg.count(value));
        }
    }

    @Override
    public String svg(String id) {
        if (bars.isEmpty()) {
            return Svg.empty(id, "bars", title);
        }
        double widest =
                bars.stream().mapToDouble(bar -> Svg.width(bar.label)).max().orElse(0);
        boolean above = widest > LABEL_MOST; // sentences stand over their bars
        double label = above ? 0 : widest + 6;
        double text =
                bars.stream().mapToDouble(bar -> Svg.width(bar.text)).max().orElse(0);
        double room = Math.max(80, WIDTH - label - text - 18);
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(0);
        double scale = most > 0 ? room / most : 0;
        int row = above ? ROW + LINE : ROW;
        StringBuilder svg = new StringBuilder(Svg.begin(
                id, "bars", Math.max(WIDTH, label + room + text + 18), bars.size() * row + 8, title, description()));
        double y = 4;
        for (Bar bar : bars) {
            double length = bar.value * scale;
            double top = above ? y + LINE : y;
            svg.append("<g><title>")
                    .append(Svg.escape(bar.label + ": " + bar.text))
                    .append("</title>");
            text(
                    svg,
                    above ? "start" : "end",
                    above ? 2 : label - 2,
                    y + 16,
                    Svg.fit(bar.label, above ? WIDTH - 8 : label));
            svg.append("<rect class=\"bar\" x=\"")
                    .append(Svg.number(label + 4))
                    .append("\" y=\"")
                    .append(Svg.number(top + 3))
                    .append("\" width=\"")
                    .append(Svg.number(length))
                    .append("\" height=\"")
                    .append(ROW - 6)
                    .append("\"/>");
            text(svg, "start", label + 10 + length, top + 16, bar.text);
            svg.append("</g>\n");
            y += row;
        }
        return svg.append("</svg>\n").toString();
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
        StringBuilder text = new StringBuilder("Bar chart. ");
        bars.stream()
                .limit(8)
                .forEach(bar ->
                        text.append(bar.label).append(": ").append(bar.text).append(". "));
        return text + (bars.size() > 8 ? "And " + (bars.size() - 8) + " more bars." : "").strip();
    }
}

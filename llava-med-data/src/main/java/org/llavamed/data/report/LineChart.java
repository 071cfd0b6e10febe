package org.llavamed.data.report;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over whole numbers, with a legend if several have names. If few values are far above the others, equal ratios take equal
 * room, and the title of the axis says so.
 *
 * @param title what is shown
 * @param across what the numbers on the horizontal axis are, for instance {@code step}
 * @param fromZero whether the vertical axis begins at 0, for what is compared by its height
 * @param lines the lines, those below first
 */
public record LineChart(String title, String across, boolean fromZero, List<Line> lines) implements Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 240;
    private static final int LEFT = 68;
    private static final int RIGHT = 34;
    private static final int LEGEND_ROW = 22;
    private static final int SWATCH = 28;
    private static final int GAP = 18;
    private static final int COLOURS = 6;

    /**
     * Copies the list.
     *
     * @param title as above
     * @param across as above
     * @param fromZero as above
     * @param lines as above
     */
    public LineChart {
        lines = List.copyOf(lines);
    }

    private DoubleStream xs() {
        return points().mapToDouble(Line.Point::x);
    }

    private Stream<Line.Point> points() {
        return lines.stream().flatMap(line -> line.points().stream()).filter(Line.Point::isFinite);
    }

    @Override
    public String svg(String id) {
        if (points().findAny().isEmpty()) {
            return Svg.empty(id, "lines", title);
        }
        Axis x = Axis.whole(xs().min().orElse(0), xs().max().orElse(1));
        Axis y = Axis.of(points().mapToDouble(Line.Point::y).toArray(), fromZero);
        StringBuilder legend = new StringBuilder();
        double top = 12 + legend(legend);
        double bottom = top + HEIGHT;
        StringBuilder svg =
                new StringBuilder(Svg.begin(id, "lines", WIDTH, bottom + 46, title, description(y.logarithmic())));
        svg.append(legend);
        for (double tick : y.ticks()) {
            double height = bottom - y.place(tick) * HEIGHT;
            svg.append("<line class=\"grid\" x1=\"" + LEFT + "\" x2=\"" + (WIDTH - RIGHT) + "\" y1=\"")
                    .append(Svg.number(height))
                    .append("\" y2=\"")
                    .append(Svg.number(height))
                    .append("\"/>");
            text(svg, "faint end", LEFT - 6, height + 4, Axis.text(tick, 6));
        }
        for (double tick : x.ticks()) {
            double right = LEFT + x.place(tick) * (WIDTH - LEFT - RIGHT);
            svg.append("<line class=\"grid\" x1=\"")
                    .append(Svg.number(right))
                    .append("\" x2=\"")
                    .append(Svg.number(right))
                    .append("\" y1=\"")
                    .append(Svg.number(bottom))
                    .append("\" y2=\"")
                    .append(Svg.number(bottom + 4))
                    .append("\"/>");
            text(svg, "faint middle", right, bottom + 19, Axis.text(tick, 6));
        }
        text(
                svg,
                "faint middle",
                LEFT + (WIDTH - LEFT - RIGHT) / 2.0,
                bottom + 39,
                across + (y.logarithmic() ? " (vertical axis: logarithmic)" : ""));
        lines.forEach(line -> draw(svg, line, x, y, bottom));
        return svg.append("</svg>\n").toString();
    }

    private static void draw(StringBuilder svg, Line line, Axis x, Axis y, double bottom) {
        StringBuilder path = new StringBuilder();
        boolean pen = false; // down
        int dots = 0;
        for (Line.Point point : line.points()) {
            if (!point.isFinite()) {
                pen = false;
                continue;
            }
            path.append(pen ? 'L' : 'M')
                    .append(Svg.number(LEFT + x.place(point.x()) * (WIDTH - LEFT - RIGHT)))
                    .append(' ')
                    .append(Svg.number(bottom - y.place(point.y()) * HEIGHT));
            if (!pen) {
                path.append("h0"); // a point alone is a dot, by the round ends of lines
            }
            pen = true;
            dots++;
        }
        if (dots > 0) {
            svg.append("<path class=\"")
                    .append(style(line))
                    .append("\" d=\"")
                    .append(path)
                    .append("\"/>\n");
        }
    }

    private static String style(Line line) {
        return (line.thin() ? "thin l" : "line l") + line.colour() % COLOURS;
    }

    /** Draws the legend, names that do not fit beside each other below each other, and returns its height. */
    private double legend(StringBuilder svg) {
        List<Line> named = lines.stream().filter(line -> !line.name().isEmpty()).toList();
        if (named.size() < 2) {
            return 0;
        }
        double x = LEFT;
        double y = 16;
        for (Line line : named) {
            String name = Svg.fit(line.name(), WIDTH - LEFT - RIGHT - SWATCH - 6.0);
            double width = SWATCH + 6 + Svg.width(name);
            if (x > LEFT && x + width > WIDTH - RIGHT) {
                x = LEFT;
                y += LEGEND_ROW;
            }
            svg.append("<path class=\"key ")
                    .append(style(line))
                    .append("\" d=\"M")
                    .append(Svg.number(x))
                    .append(' ')
                    .append(Svg.number(y - 4))
                    .append("h" + SWATCH + "\"/>");
            text(svg, "start", x + SWATCH + 6, y, name);
            x += width + GAP;
        }
        return y + 4;
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
                .append("</text>\n");
    }

    /** What a reader who does not see the chart is told: where each line begins, ends and is lowest and highest. */
    private String description(boolean logarithmic) {
        StringBuilder text = new StringBuilder("Line chart over ").append(across);
        text.append(logarithmic ? ", logarithmic. " : ". ");
        for (Line line : lines) {
            List<Line.Point> points =
                    line.points().stream().filter(Line.Point::isFinite).toList();
            if (points.isEmpty() || (line.name().isEmpty() && lines.size() > 1)) {
                continue;
            }
            Line.Point low = points.get(0);
            Line.Point high = low;
            for (Line.Point point : points) {
                low = point.y() < low.y() ? point : low;
                high = point.y() > high.y() ? point : high;
            }
            text.append(line.name()).append(": ");
            text.append("first ").append(at(points.get(0))).append(", last ");
            text.append(at(points.get(points.size() - 1))).append(", lowest ").append(at(low));
            text.append(", highest ").append(at(high)).append(". ");
        }
        return text.toString().strip();
    }

    private String at(Line.Point point) {
        return Axis.text(point.y(), 4) + " at " + across + " " + Axis.text(point.x(), 9);
    }
}

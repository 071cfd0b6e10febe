package org.llavamed.data.report;

import java.util.List;

/**
 * Two rings: slices, and outside each the slices it is made of. A slice that is too thin for its label has only a tooltip.
 *
 * @param title what is shown
 * @param slices the inner ring, clockwise from the top
 */
public record Sunburst(String title, List<Slice> slices) implements Chart {
    private static final int SIZE = 720;
    private static final double CENTER = SIZE / 2.0;
    private static final double HOLE = 60;
    private static final double MIDDLE = 190;
    private static final double RIM = 350;
    private static final int COLOURS = 8;
    private static final double LEAST_ARC = 13; // height of a line of text

    /**
     * Copies the list.
     *
     * @param title as above
     * @param slices as above
     */
    public Sunburst {
        slices = List.copyOf(slices);
    }

    /**
     * A slice.
     *
     * @param label its name
     * @param weight its size, finite, from 0; for the inner ring at least the sum of its parts
     * @param parts what it is made of; what they leave of it stays blank
     */
    public record Slice(String label, double weight, List<Slice> parts) {
        /**
         * Checks the weight and copies the list.
         *
         * @param label as above
         * @param weight as above
         * @param parts as above
         */
        public Slice {
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException("a slice weighs 0 or more, not " + weight);
            }
            parts = List.copyOf(parts);
        }
    }

    @Override
    public String svg(String id) {
        double all = slices.stream().mapToDouble(Slice::weight).sum();
        if (!(all > 0)) {
            return Svg.empty(id, "sunburst", title);
        }
        StringBuilder svg = new StringBuilder(Svg.begin(id, kind(), SIZE, SIZE, title, description(all)));
        double from = 0;
        int index = 0;
        for (Slice slice : slices) {
            double to = from + slice.weight / all;
            // The last slice lies beside the first and must not look like its part.
            int colour =
                    index == slices.size() - 1 && index > 0 && index % COLOURS == 0 ? COLOURS / 2 : index % COLOURS;
            ring(svg, slice.label, slice, from, to, HOLE, MIDDLE, "c" + colour);
            double partFrom = from;
            for (Slice part : slice.parts) {
                double partTo = Math.min(to, partFrom + part.weight / all);
                String name = slice.label + " \u2192 " + part.label;
                ring(svg, name, part, partFrom, partTo, MIDDLE, RIM, "outer c" + colour);
                partFrom = partTo;
            }
            from = to;
            index++;
        }
        return svg.append("</svg>\n").toString();
    }

    /** Lines between a great many slices would cover them. */
    private String kind() {
        long parts = slices.stream().mapToLong(slice -> 1 + slice.parts.size()).sum();
        return parts > 300 ? "sunburst fine" : "sunburst";
    }

    /** One slice from one share of the circle to another. */
    private static void ring(
            StringBuilder svg, String name, Slice slice, double from, double to, double in, double out, String style) {
        if (to - from <= 0) {
            return;
        }
        svg.append("<g><title>")
                .append(Svg.escape(name + ": " + Svg.size(slice.weight)))
                .append("</title><path class=\"")
                .append(style)
                .append("\" d=\"")
                .append(path(from, to, in, out))
                .append("\"/>");
        if ((to - from) * 2 * Math.PI * (in + 12) >= LEAST_ARC) { // the narrow end must have room for the letters
            label(svg, Svg.fit(slice.label, out - in - 14), (from + to) / 2, (in + out) / 2);
        }
        svg.append("</g>\n");
    }

    private static String path(double from, double to, double in, double out) {
        if (to - from > 0.9999) { // an arc from a point to itself draws nothing: two halves, and a hole
            return circle(out, 1) + circle(in, 0);
        }
        int large = to - from > 0.5 ? 1 : 0;
        return "M" + point(from, in) + "L" + point(from, out) + arc(out, large, 1) + point(to, out) + "L"
                + point(to, in) + arc(in, large, 0) + point(from, in) + "Z";
    }

    private static String circle(double radius, int sweep) {
        return "M" + point(0, radius) + arc(radius, 0, sweep) + point(0.5, radius) + arc(radius, 0, sweep)
                + point(0, radius) + "Z";
    }

    private static String arc(double radius, int large, int sweep) {
        return "A" + Svg.number(radius) + " " + Svg.number(radius) + " 0 " + large + " " + sweep + " ";
    }

    private static String point(double share, double radius) {
        double angle = 2 * Math.PI * share;
        return Svg.number(CENTER + radius * Math.sin(angle)) + " " + Svg.number(CENTER - radius * Math.cos(angle));
    }

    /** Text along the radius, turned on the left half so that it never stands on its head. */
    private static void label(StringBuilder svg, String text, double share, double radius) {
        double degrees = 360 * share - 90;
        svg.append("<text class=\"middle\" transform=\"translate(")
                .append(point(share, radius))
                .append(") rotate(")
                .append(Svg.number(share > 0.5 ? degrees + 180 : degrees))
                .append(")\" dy=\".35em\">")
                .append(Svg.escape(text))
                .append("</text>");
    }

    private String description(double all) {
        StringBuilder text = new StringBuilder("Sunburst of two rings, " + slices.size() + " slices inside. ");
        slices.stream()
                .limit(5)
                .forEach(slice -> text.append(slice.label)
                        .append(": ")
                        .append(Math.round(100 * slice.weight / all))
                        .append(" %. "));
        return text.toString().strip();
    }
}

package org.llavamed.data.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A line of a {@link LineChart}.
 *
 * @param name what it shows, for the legend; empty for one that needs no explanation
 * @param thin whether it is drawn thin and pale, as the raw figures behind their mean
 * @param colour number of its colour, from 0; lines of one colour belong together
 * @param points its points from left to right; one that is not finite makes a gap
 */
public record Line(String name, boolean thin, int colour, List<Point> points) {
    /** Twice as many columns would not be seen on a screen. */
    private static final int COLUMNS = 600;

    /**
     * A point.
     *
     * @param x to the right
     * @param y upwards
     */
    public record Point(double x, double y) {
        boolean isFinite() {
            return Double.isFinite(x) && Double.isFinite(y);
        }
    }

    /**
     * Copies the points.
     *
     * @param name as above
     * @param thin as above
     * @param colour as above
     * @param points as above
     */
    public Line {
        if (colour < 0) {
            throw new IllegalArgumentException("a colour has a number from 0, not " + colour);
        }
        points = List.copyOf(points);
    }

    /**
     * A line of any number of points, of which it keeps at most about 2,400. The points are put into columns of the same
     * number, and of each the first, the last, the lowest and the highest stay: no spike is lost.
     *
     * @param name as above
     * @param thin as above
     * @param colour as above
     * @param points all points from left to right
     * @return the line
     */
    public static Line thinned(String name, boolean thin, int colour, List<Point> points) {
        int width = Math.max(1, points.size() / COLUMNS);
        if (width <= 4) {
            return new Line(name, thin, colour, points);
        }
        List<Point> kept = new ArrayList<>();
        for (int begin = 0; begin < points.size(); begin += width) {
            int end = Math.min(points.size(), begin + width);
            int low = begin;
            int high = begin;
            int gap = -1;
            for (int i = begin; i < end; i++) {
                if (!points.get(i).isFinite()) {
                    gap = i;
                    continue;
                }
                low = !(points.get(i).y >= points.get(low).y) ? i : low; // also if that one is not a number
                high = !(points.get(i).y <= points.get(high).y) ? i : high;
            }
            int last = -1;
            for (int i : IntStream.of(begin, low, high, gap, end - 1).sorted().toArray()) {
                if (i > last) {
                    kept.add(points.get(i));
                    last = i;
                }
            }
        }
        return new Line(name, thin, colour, kept);
    }
}

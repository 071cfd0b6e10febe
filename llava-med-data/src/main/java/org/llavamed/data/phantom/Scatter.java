package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;

/** Places that keep apart. */
final class Scatter {
    private static final int TRIES = 60;
    private static final int ROUNDS = 8;
    private static final int MOVES = 3000;

    private Scatter() {}

    /** A place in body coordinates. */
    record Spot(double u, double v) {
        /** The larger of the distances in u and v: upright boxes of that size around the places touch. */
        double distance(Spot other) {
            return Math.max(Math.abs(u - other.u), Math.abs(v - other.v));
        }
    }

    /**
     * Draws places inside a shape.
     *
     * @param shape where their centres lie
     * @param margin how deep inside
     * @param distance the least between two, see {@link Spot#distance}; where the shape is too small for it, as far as they go
     */
    static List<Spot> in(Shape shape, double margin, int count, double distance, Draws draws) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Spot> spots = new ArrayList<>();
            for (int i = 0; i < TRIES * count && spots.size() < count; i++) {
                Spot spot = new Spot(draws.between(shape.u1(), shape.u2()), draws.between(shape.v1(), shape.v2()));
                if (inside(shape, margin, spot) && spots.stream().allMatch(other -> other.distance(spot) >= distance)) {
                    spots.add(spot);
                }
            }
            if (spots.size() == count) {
                return spots;
            }
        }
        return pushed(shape, margin, count, distance, draws);
    }

    /** Places that begin anywhere and move away from each other: those that chance rarely finds where there is little room. */
    private static List<Spot> pushed(Shape shape, double margin, int count, double distance, Draws draws) {
        List<Spot> spots = new ArrayList<>();
        for (int i = 0; spots.size() < count; i++) {
            if (i == MOVES * count) {
                throw new IllegalStateException(count + " places do not fit");
            }
            Spot spot = new Spot(draws.between(shape.u1(), shape.u2()), draws.between(shape.v1(), shape.v2()));
            if (inside(shape, margin, spot)) {
                spots.add(spot);
            }
        }
        for (int i = 0; i < MOVES && least(spots) < distance; i++) {
            int index = i % count;
            Spot spot = spots.get(index);
            double before = nearest(spots, index);
            double step = 0.5 * (1 - (double) i / MOVES) * Math.min(distance, shape.u2() - shape.u1());
            Spot moved = new Spot(spot.u + draws.between(-step, step), spot.v + draws.between(-step, step));
            if (before < distance && inside(shape, margin, moved)) {
                spots.set(index, moved);
                if (nearest(spots, index) < before) {
                    spots.set(index, spot);
                }
            }
        }
        return spots;
    }

    private static double least(List<Spot> spots) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < spots.size(); i++) {
            least = Math.min(least, nearest(spots, i));
        }
        return least;
    }

    /** How far the nearest other place is from one. */
    private static double nearest(List<Spot> spots, int index) {
        double nearest = Double.MAX_VALUE;
        for (int i = 0; i < spots.size(); i++) {
            nearest = i == index ? nearest : Math.min(nearest, spots.get(index).distance(spots.get(i)));
        }
        return nearest;
    }

    private static boolean inside(Shape shape, double margin, Spot spot) {
        return shape.field().inside(spot.u, spot.v) >= margin;
    }
}

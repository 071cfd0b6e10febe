package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;

/** Places that keep apart. */
final class Scatter {
    private static final int TRIES = 60;

    private Scatter() {}

    /** A place in body coordinates. */
    record Spot(double u, double v) {
        double distance(Spot other) {
            return Math.hypot(u - other.u, v - other.v);
        }
    }

    /**
     * Draws places inside a shape.
     *
     * @param shape where their centres lie
     * @param margin how deep inside
     * @param distance the least between two; halved again and again where the shape is too small for it
     */
    static List<Spot> in(Shape shape, double margin, int count, double distance, Draws draws) {
        List<Spot> best = List.of();
        double apart = distance;
        for (int round = 0; best.size() < count; round++) {
            List<Spot> spots = new ArrayList<>();
            for (int i = 0; i < TRIES * count && spots.size() < count; i++) {
                Spot spot = new Spot(draws.between(shape.u1(), shape.u2()), draws.between(shape.v1(), shape.v2()));
                double least = apart;
                if (shape.field().inside(spot.u, spot.v) >= margin
                        && spots.stream().allMatch(other -> other.distance(spot) >= least)) {
                    spots.add(spot);
                }
            }
            best = spots.size() > best.size() ? spots : best;
            apart *= round < 20 ? 1 : 0.9;
            if (round > 60) {
                throw new IllegalStateException(count + " places do not fit");
            }
        }
        return best;
    }
}

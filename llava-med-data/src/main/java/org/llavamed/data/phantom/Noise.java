package org.llavamed.data.phantom;

/** Smooth noise over the plane: random values on a grid of cells of side 1, blended between. Immutable. */
final class Noise {
    private static final int SIDE = 64; // repeats after so many cells

    private final float[] values = new float[SIDE * SIDE];

    Noise(Draws draws) {
        for (int i = 0; i < values.length; i += 2) {
            long bits = draws.next();
            values[i] = (int) bits * 0x1p-31f;
            values[i + 1] = (int) (bits >> 32) * 0x1p-31f;
        }
    }

    /** -1 to 1. */
    double at(double x, double y) {
        double fx = Math.floor(x);
        double fy = Math.floor(y);
        double a = x - fx;
        double b = y - fy;
        a = a * a * (3 - 2 * a);
        b = b * b * (3 - 2 * b);
        int column = (int) fx & SIDE - 1;
        int next = column + 1 & SIDE - 1;
        int row = ((int) fy & SIDE - 1) * SIDE;
        int below = ((int) fy + 1 & SIDE - 1) * SIDE;
        double top = values[row + column] + a * (values[row + next] - values[row + column]);
        double bottom = values[below + column] + a * (values[below + next] - values[below + column]);
        return top + b * (bottom - top);
    }

    /** Two layers, the second of half the height and half the cell. */
    double rich(double x, double y) {
        return (at(x, y) + 0.5 * at(2 * x + 17.3, 2 * y + 5.7)) / 1.5;
    }
}

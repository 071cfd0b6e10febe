package org.llavamed.data.phantom;

/**
 * Where the body lies in the image: body coordinates (u to the right, v down, about -1 to 1) to pixels.
 *
 * @param x the body's origin in pixels
 * @param y the body's origin in pixels
 * @param ux step of one u in pixels
 * @param uy step of one u in pixels
 * @param vx step of one v in pixels
 * @param vy step of one v in pixels
 */
record Frame(double x, double y, double ux, double uy, double vx, double vy) {
    /** A body of given half width and half height in pixels, turned clockwise by radians. */
    static Frame of(double x, double y, double halfWidth, double halfHeight, double turn) {
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        return new Frame(x, y, halfWidth * cos, halfWidth * sin, -halfHeight * sin, halfHeight * cos);
    }

    double u(double px, double py) {
        return ((px - x) * vy - (py - y) * vx) / determinant();
    }

    double v(double px, double py) {
        return ((py - y) * ux - (px - x) * uy) / determinant();
    }

    double determinant() {
        return ux * vy - uy * vx;
    }
}

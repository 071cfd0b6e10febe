package org.llavamed.data.phantom;

/**
 * An area in body coordinates: a field that is positive inside, near its edge the distance to it, and the rectangle outside
 * of which nothing is drawn. Immutable.
 *
 * @param field the field
 */
record Shape(Field field, double u1, double v1, double u2, double v2) {
    /** Depth below the edge of an area, negative outside. */
    @FunctionalInterface
    interface Field {
        double inside(double u, double v);
    }

    /** An ellipse, turned clockwise by radians. */
    static Shape ellipse(double u, double v, double ru, double rv, double turn) {
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        double least = Math.min(ru, rv);
        double du = StrictMath.sqrt(ru * ru * cos * cos + rv * rv * sin * sin);
        double dv = StrictMath.sqrt(ru * ru * sin * sin + rv * rv * cos * cos);
        Field field = (a, b) -> {
            double p = ((a - u) * cos + (b - v) * sin) / ru;
            double q = ((b - v) * cos - (a - u) * sin) / rv;
            return (1 - Math.sqrt(p * p + q * q)) * least;
        };
        return new Shape(field, u - du, v - dv, u + du, v + dv);
    }

    static Shape ellipse(double u, double v, double ru, double rv) {
        return ellipse(u, v, ru, rv, 0);
    }

    static Shape circle(double u, double v, double r) {
        return ellipse(u, v, r, r, 0);
    }

    /** A line of a radius with round ends. */
    static Shape line(double ua, double va, double ub, double vb, double r) {
        double du = ub - ua;
        double dv = vb - va;
        double length = Math.max(1e-9, du * du + dv * dv);
        Field field = (u, v) -> {
            double t = Math.min(1, Math.max(0, ((u - ua) * du + (v - va) * dv) / length));
            double a = u - ua - t * du;
            double b = v - va - t * dv;
            return r - Math.sqrt(a * a + b * b);
        };
        return new Shape(field, Math.min(ua, ub) - r, Math.min(va, vb) - r, Math.max(ua, ub) + r, Math.max(va, vb) + r);
    }

    /** Everything. */
    static Shape all() {
        return new Shape((u, v) -> 1, -9, -9, 9, 9);
    }

    /** What of this lies in another field. */
    Shape where(Field other) {
        return new Shape((u, v) -> Math.min(field.inside(u, v), other.inside(u, v)), u1, v1, u2, v2);
    }

    /** What of this lies outside of another shape. */
    Shape minus(Shape other) {
        return where((u, v) -> -other.field.inside(u, v));
    }

    /** This and another, joined. */
    Shape or(Shape other) {
        return new Shape(
                (u, v) -> Math.max(field.inside(u, v), other.field.inside(u, v)),
                Math.min(u1, other.u1),
                Math.min(v1, other.v1),
                Math.max(u2, other.u2),
                Math.max(v2, other.v2));
    }

    /** A line along the edge, so wide on both sides of it. */
    Shape edge(double half) {
        return new Shape((u, v) -> half - Math.abs(field.inside(u, v)), u1 - half, v1 - half, u2 + half, v2 + half);
    }

    /** The same with a waving edge. */
    Shape rough(Noise noise, double cell, double height) {
        return new Shape(
                (u, v) -> field.inside(u, v) + height * noise.at(u / cell, v / cell),
                u1 - height,
                v1 - height,
                u2 + height,
                v2 + height);
    }
}

package org.llavamed.data.phantom;

/**
 * The picture while it is drawn: one plane for grey, three for colour, 0 to 255 but not cut there. Shapes come in body
 * coordinates, which are bent a little so that no outline is a perfect curve. Not thread-safe.
 */
final class Canvas {
    private static final int STEP = 8;

    private final int width;
    private final int height;
    private final float[][] planes;
    private final Frame frame;
    private final double bend; // pixels
    private final float[] us;
    private final float[] vs;

    /** An empty picture; the bend is the most that a point moves, in body coordinates. */
    Canvas(int width, int height, int channels, Frame frame, Noise noise, double bend) {
        this.width = width;
        this.height = height;
        this.planes = new float[channels][width * height];
        this.frame = frame;
        this.bend = bend * Math.max(Math.hypot(frame.ux(), frame.uy()), Math.hypot(frame.vx(), frame.vy()));
        this.us = new float[width * height];
        this.vs = new float[width * height];
        double du = frame.u(1, 0) - frame.u(0, 0);
        double dv = frame.v(1, 0) - frame.v(0, 0);
        for (int y = 0; y < height; y++) {
            double u = frame.u(0.5, y + 0.5);
            double v = frame.v(0.5, y + 0.5);
            for (int i = y * width, end = i + width; i < end; i++, u += du, v += dv) {
                us[i] = (float) u;
                vs[i] = (float) v;
            }
        }
        bend(noise, (float) bend);
    }

    /** Moves the coordinates by smooth noise, computed at every eighth pixel and blended between. */
    private void bend(Noise noise, float bend) {
        int columns = width / STEP + 2;
        float[][] offsets = new float[2][columns * (height / STEP + 2)];
        for (int i = 0; i < offsets[0].length; i++) {
            double x = i % columns * STEP + 0.5;
            double y = i / columns * STEP + 0.5;
            double u = 2.3 * frame.u(x, y);
            double v = 2.3 * frame.v(x, y);
            offsets[0][i] = bend * (float) noise.at(u + 8, v + 8);
            offsets[1][i] = bend * (float) noise.at(u + 40, v + 40);
        }
        for (int y = 0, i = 0; y < height; y++) {
            float down = (float) (y % STEP) / STEP;
            for (int x = 0; x < width; x++, i++) {
                int at = y / STEP * columns + x / STEP;
                float right = (float) (x % STEP) / STEP;
                us[i] += blend(offsets[0], at, columns, right, down);
                vs[i] += blend(offsets[1], at, columns, right, down);
            }
        }
    }

    private static float blend(float[] grid, int at, int columns, float right, float down) {
        float top = grid[at] + right * (grid[at + 1] - grid[at]);
        float bottom = grid[at + columns] + right * (grid[at + columns + 1] - grid[at + columns]);
        return top + down * (bottom - top);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    float[][] planes() {
        return planes;
    }

    float u(int i) {
        return us[i];
    }

    float v(int i) {
        return vs[i];
    }

    /** Fills everything. */
    void clear(float... colour) {
        for (int c = 0; c < planes.length; c++) {
            java.util.Arrays.fill(planes[c], colour[c]);
        }
    }

    /** Covers an area with a colour, its edge a soft step of {@code soft} to both sides. */
    PixelBox fill(Shape shape, double soft, double opacity, float... colour) {
        return draw(shape, soft, soft, (float) opacity, true, null, colour);
    }

    /** Covers an area with a colour that is full only {@code depth} below the edge. */
    PixelBox fade(Shape shape, double depth, double opacity, float... colour) {
        return draw(shape, 0, depth, (float) opacity, true, null, colour);
    }

    /** Adds to an area, as matter does in a projection; full only {@code depth} below the edge. */
    PixelBox add(Shape shape, double depth, float... colour) {
        return draw(shape, 0.006, depth, 1, false, null, colour);
    }

    /** Adds noise to an area. */
    void grain(Shape shape, double soft, Shape.Field noise, float... colour) {
        draw(shape, soft, soft, 1, false, noise, colour);
    }

    /** Returns the box of the pixels that are covered by at least half. */
    private PixelBox draw(
            Shape shape,
            double outer,
            double inner,
            float opacity,
            boolean mix,
            Shape.@org.jspecify.annotations.Nullable Field noise,
            float... colour) {
        int[] limits = limits(shape, outer);
        int left = width;
        int top = height;
        int right = 0;
        int bottom = 0;
        float slope = (float) (1 / Math.max(1e-6, outer + inner));
        for (int y = limits[1]; y < limits[3]; y++) {
            for (int x = limits[0], i = y * width + x; x < limits[2]; x++, i++) {
                double depth = shape.field().inside(us[i], vs[i]) + outer;
                if (depth <= 0) {
                    continue;
                }
                float t = Math.min(1, (float) depth * slope);
                float cover = t * t * (3 - 2 * t) * opacity;
                if (t >= 0.5f) {
                    left = Math.min(left, x);
                    right = Math.max(right, x + 1);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y + 1);
                }
                if (noise != null) {
                    cover *= (float) noise.inside(us[i], vs[i]);
                }
                for (int c = 0; c < planes.length; c++) {
                    float old = planes[c][i];
                    planes[c][i] = old + cover * (mix ? colour[c] - old : colour[c]);
                }
            }
        }
        return right <= left ? new PixelBox(0, 0, 0, 0) : new PixelBox(left, top, right, bottom);
    }

    /** First and last column and row that a shape can reach. */
    private int[] limits(Shape s, double outer) {
        double x1 = Double.MAX_VALUE;
        double y1 = Double.MAX_VALUE;
        double x2 = -Double.MAX_VALUE;
        double y2 = -Double.MAX_VALUE;
        for (int corner = 0; corner < 4; corner++) {
            double u = (corner & 1) == 0 ? s.u1() - outer : s.u2() + outer;
            double v = (corner & 2) == 0 ? s.v1() - outer : s.v2() + outer;
            double x = frame.x() + u * frame.ux() + v * frame.vx();
            double y = frame.y() + u * frame.uy() + v * frame.vy();
            x1 = Math.min(x1, x);
            x2 = Math.max(x2, x);
            y1 = Math.min(y1, y);
            y2 = Math.max(y2, y);
        }
        return new int[] {
            (int) Math.max(0, Math.floor(x1 - bend)),
            (int) Math.max(0, Math.floor(y1 - bend)),
            (int) Math.min(width, Math.ceil(x2 + bend)),
            (int) Math.min(height, Math.ceil(y2 + bend))
        };
    }
}

package org.llavamed.data.phantom;

import org.llavamed.data.figure.Domain;
import org.llavamed.image.RgbImage;

/**
 * What camera, scanner and film add to the drawn body: blur, ghosts, streaks, a window, grain, a vignette, a border, and
 * marks such as letters and rulers. None of it depends on the findings.
 */
final class Finish {
    private final PhantomPlan plan;
    private final Canvas canvas;
    private final int width;
    private final int height;
    private final float[][] planes;
    private final Draws draws;

    Finish(PhantomPlan plan, Canvas canvas) {
        this.plan = plan;
        this.canvas = canvas;
        this.width = canvas.width();
        this.height = canvas.height();
        this.planes = canvas.planes();
        this.draws = Draws.of(plan.seed(), "finish");
    }

    RgbImage image() {
        if (plan.domain() == Domain.MRI && draws.chance(0.25)) {
            ghosts();
        }
        if (draws.chance(0.4)) {
            for (float[] plane : planes) {
                blur(plane);
            }
        }
        if (plan.domain() == Domain.CT_SCAN && draws.chance(0.3)) {
            streaks();
        }
        window();
        double vignette = plan.domain() == Domain.CT_SCAN ? 0 : draws.chance(0.4) ? draws.between(0.08, 0.28) : 0;
        float grain = (float) (draws.chance(0.25) ? draws.between(6, 10) : draws.between(1.5, 5));
        light(vignette, grain);
        new Labels(plan, width, height, planes, draws).draw();
        if (draws.chance(0.2)) {
            border();
        }
        return new RgbImage(width, height, bytes());
    }

    /** The picture again, faint and shifted, as a moving patient leaves it. */
    private void ghosts() {
        int shift = 12 + draws.below(24);
        float share = (float) draws.between(0.06, 0.12);
        float[] old = planes[0].clone();
        for (int y = 0; y < height; y++) {
            int from = (y + shift) % height;
            for (int x = 0; x < width; x++) {
                planes[0][y * width + x] += share * old[from * width + x];
            }
        }
    }

    /** Mean of three by three. */
    private void blur(float[] plane) {
        float[] rows = new float[plane.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0, i = y * width; x < width; x++, i++) {
                rows[i] = (plane[x == 0 ? i : i - 1] + plane[i] + plane[x == width - 1 ? i : i + 1]) / 3;
            }
        }
        for (int i = 0; i < plane.length; i++) {
            plane[i] =
                    (rows[i < width ? i : i - width] + rows[i] + rows[i >= plane.length - width ? i : i + width]) / 3;
        }
    }

    /** Light and dark rays, as of metal. */
    private void streaks() {
        double x = draws.between(0.2, 0.8) * width;
        double y = draws.between(0.2, 0.8) * height;
        float strength = (float) draws.between(4, 9);
        Noise noise = new Noise(Draws.of(plan.seed(), "streaks"));
        for (int row = 0, i = 0; row < height; row++) {
            for (int column = 0; column < width; column++, i++) {
                double dx = column - x;
                double dy = row - y;
                double slope = dx / (Math.abs(dx) + Math.abs(dy) + 1); // a direction without trigonometry
                planes[0][i] += strength * (float) noise.at(slope * 14, dy < 0 ? 3.5 : 9.5);
            }
        }
    }

    /** Contrast and brightness. */
    private void window() {
        boolean colour = planes.length == 3;
        float gain = (float) (colour ? draws.between(0.9, 1.08) : draws.between(0.84, 1.14));
        float level = (float) (colour ? draws.between(-8, 8) : draws.between(-6, 12));
        for (float[] plane : planes) {
            float cast = colour ? (float) draws.between(-4, 4) : 0;
            for (int i = 0; i < plane.length; i++) {
                plane[i] = 128 + gain * (plane[i] - 128) + level + cast;
            }
        }
    }

    private void light(double vignette, float grain) {
        Draws noise = Draws.of(plan.seed(), "grain");
        float fall = (float) (vignette / (0.25 * (width * width + height * height)));
        for (int y = 0, i = 0; y < height; y++) {
            float dy = y - 0.5f * height;
            for (int x = 0; x < width; x++, i++) {
                float dx = x - 0.5f * width;
                float shade = 1 - fall * (dx * dx + dy * dy);
                float add = grain * noise.bell();
                for (float[] plane : planes) {
                    plane[i] = plane[i] * shade + add;
                }
            }
        }
    }

    private void border() {
        int thick = 3 + draws.below(9);
        float value = draws.chance(0.5) ? 0 : 255;
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                if (Math.min(Math.min(x, y), Math.min(width - 1 - x, height - 1 - y)) < thick) {
                    for (float[] plane : planes) {
                        plane[i] = value;
                    }
                }
            }
        }
    }

    private byte[] bytes() {
        byte[] rgb = new byte[3 * canvas.width() * canvas.height()];
        for (int i = 0, j = 0; j < rgb.length; i++) {
            for (int c = 0; c < 3; c++) {
                float value = planes[planes.length == 1 ? 0 : c][i];
                rgb[j++] = (byte) (int) Math.min(255, Math.max(0, value + 0.5f));
            }
        }
        return rgb;
    }
}

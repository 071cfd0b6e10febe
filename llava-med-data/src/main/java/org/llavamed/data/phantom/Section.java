package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;

/** A stained section under the microscope. */
final class Section {
    private static final double BOUND = 0.45; // share of nuclei that the antibody stains
    private static final int GLANDS_SMALL = 5;
    private static final int GLANDS_LARGE = 3;

    private final Scene scene;
    private final Canvas canvas;
    private final Draws draws;
    private final boolean he;
    private final float[] ground;
    private final float[] nucleus;

    Section(Scene scene) {
        this.scene = scene;
        this.canvas = scene.canvas();
        this.draws = scene.anatomy();
        this.he = scene.plan().technique() == Technique.HE;
        float tint = (float) draws.between(-10, 10);
        this.ground = he ? new float[] {232 + tint / 2, 168 + tint, 200} : new float[] {222, 216 + tint / 2, 216};
        this.nucleus = he ? new float[] {112 + tint, 62, 146 + tint} : new float[] {112, 136 + tint, 186};
    }

    void draw() {
        canvas.clear(ground);
        Noise noise = scene.noise();
        double stretch = draws.between(0.4, 1);
        canvas.grain(Shape.all(), 0.01, (u, v) -> noise.rich(u * 5, v * 5 * stretch), 14, he ? 26 : 14, he ? 16 : 12);
        canvas.grain(Shape.all(), 0.01, (u, v) -> noise.at(u * 28 * stretch, v * 22), 8, he ? 14 : 8, 8);
        List<Shape> rings = glands();
        nuclei(rings);
        inflammation();
        mitoses();
    }

    private List<Shape> glands() {
        List<Shape> rings = new ArrayList<>();
        Finding finding = scene.present(FindingKind.GLANDS);
        if (finding == null) {
            return rings;
        }
        Draws own = scene.draws(FindingKind.GLANDS);
        double r = finding.large() ? 0.4 : 0.2;
        int count = finding.large() ? GLANDS_LARGE : GLANDS_SMALL;
        Shape field = new Shape((u, v) -> 1, -0.72, -0.72, 0.72, 0.72);
        float[] wall = he ? new float[] {206, 120, 178} : new float[] {186, 142, 112};
        for (Scatter.Spot spot : Scatter.in(field, 0, count, 2.35 * r, own)) {
            double ru = r * own.between(0.88, 1.1);
            double rv = r * own.between(0.88, 1.1);
            double turn = own.between(0, 3);
            Shape gland = Shape.ellipse(spot.u(), spot.v(), ru, rv, turn);
            scene.mark(FindingKind.GLANDS, canvas.fill(gland, 0.02, 0.9, wall));
            canvas.fill(Shape.ellipse(spot.u(), spot.v(), ru * 0.5, rv * 0.5, turn), 0.02, 1, 248, 244, 248);
            rings.add(gland);
            int around = (int) (2 * Math.PI * r / 0.085);
            for (int i = 0; i < around; i++) {
                double angle = 2 * Math.PI * i / around;
                double a = 0.83 * ru * StrictMath.cos(angle);
                double b = 0.83 * rv * StrictMath.sin(angle);
                double cos = StrictMath.cos(turn);
                double sin = StrictMath.sin(turn);
                Shape nucleus = Shape.ellipse(
                        spot.u() + a * cos - b * sin, spot.v() + a * sin + b * cos, 0.045, 0.026, angle + turn);
                cell(nucleus, (float) own.between(-18, 18), own.chance(BOUND));
            }
        }
        return rings;
    }

    private void nuclei(List<Shape> glands) {
        boolean dense = scene.present(FindingKind.DENSE_NUCLEI) != null;
        Draws own = scene.draws(FindingKind.DENSE_NUCLEI);
        double step = dense ? own.between(0.115, 0.125) : own.between(0.3, 0.34);
        double shape = own.between(1, 1.6);
        double lean = own.between(0, 3);
        for (double v = -1.5; v < 1.5; v += step) {
            for (double u = -1.5; u < 1.5; u += step) {
                double a = u + own.between(-0.4, 0.4) * step;
                double b = v + own.between(-0.4, 0.4) * step;
                double r = own.between(0.032, 0.042);
                double turn = lean + own.between(-0.6, 0.6);
                float shade = (float) own.between(-18, 18); // drawn in any case: a gland moves no other nucleus
                boolean bound = own.chance(BOUND);
                if (glands.stream().allMatch(gland -> gland.field().inside(a, b) < -0.02)) {
                    cell(Shape.ellipse(a, b, r * shape, r / shape, turn), shade, bound);
                }
            }
        }
        if (dense) {
            scene.mark(FindingKind.DENSE_NUCLEI, new PixelBox(0, 0, canvas.width(), canvas.height()));
        }
    }

    private void cell(Shape outline, float shade, boolean bound) {
        if (bound && !he) {
            canvas.fill(outline, 0.01, 0.95, 128 + shade, 78 + shade, 38);
        } else {
            canvas.fill(outline, 0.01, 0.92, nucleus[0] + shade, nucleus[1] + shade, nucleus[2] + shade);
        }
    }

    /** Lymphocytes: small, round, very dark, packed. */
    private void inflammation() {
        Finding finding = scene.present(FindingKind.INFLAMMATION);
        if (finding == null) {
            return;
        }
        Draws own = scene.draws(FindingKind.INFLAMMATION);
        int side = finding.side() == Side.LEFT ? -1 : 1; // of the image
        double r = finding.large() ? own.between(0.36, 0.4) : own.between(0.17, 0.19);
        double cu = side * own.between(0.48, 0.54);
        double cv = own.between(-0.45, 0.45);
        Shape area = Shape.ellipse(cu, cv, r, r * own.between(0.95, 1.25)).rough(new Noise(own), 0.12, 0.05);
        PixelBox box = canvas.fill(area, 0.05, 0.5, 150, he ? 110 : 160, he ? 190 : 200);
        for (double v = area.v1(); v < area.v2(); v += 0.052) {
            for (double u = area.u1(); u < area.u2(); u += 0.052) {
                double a = u + own.between(-0.015, 0.015);
                double b = v + own.between(-0.015, 0.015);
                if (area.field().inside(a, b) > 0) {
                    canvas.fill(Shape.circle(a, b, 0.021), 0.008, 1, 46, 30, he ? 108 : 120);
                }
            }
        }
        scene.mark(FindingKind.INFLAMMATION, box);
    }

    /** Dark spiky plates in a clear cell. */
    private void mitoses() {
        Finding finding = scene.present(FindingKind.MITOSIS);
        if (finding == null) {
            return;
        }
        Draws own = scene.draws(FindingKind.MITOSIS);
        Shape field = new Shape((u, v) -> 1, -0.78, -0.78, 0.78, 0.78);
        for (Scatter.Spot spot : Scatter.in(field, 0, finding.count(), 0.42, own)) {
            Shape clear = Shape.circle(spot.u(), spot.v(), 0.17);
            PixelBox box = canvas.fill(clear, 0.012, 1, 252, 238, he ? 246 : 236);
            canvas.fill(clear.edge(0.012), 0.008, 0.8, 150, 90, 140);
            double turn = own.between(0, 3.14);
            double du = StrictMath.cos(turn) * 0.09;
            double dv = StrictMath.sin(turn) * 0.09;
            Noise spikes = new Noise(own);
            Shape plate = Shape.line(spot.u() - du, spot.v() - dv, spot.u() + du, spot.v() + dv, 0.05);
            canvas.fill(plate.rough(spikes, 0.02, 0.014), 0.008, 1, 26, 8, 52);
            scene.mark(FindingKind.MITOSIS, box);
        }
    }
}

package org.llavamed.data.phantom;

/** CT of the abdomen with the liver at the left of the image, as seen from the feet or the front. */
final class AbdomenSlice {
    private final Scene scene;
    private final Canvas canvas;
    private final Draws draws;

    AbdomenSlice(Scene scene) {
        this.scene = scene;
        this.canvas = scene.canvas();
        this.draws = scene.anatomy();
    }

    void draw() {
        canvas.clear((float) draws.between(0, 6));
        if (scene.plan().view() == View.CORONAL) {
            coronal();
        } else {
            axial();
        }
    }

    private void axial() {
        double rv = draws.between(0.72, 0.8);
        double fat = draws.between(0.05, 0.11);
        Shape inside = Shape.ellipse(0, 0, 0.96 - fat, rv - fat);
        canvas.fill(Shape.ellipse(0, 0, 0.97, rv), 0.012, 1, 66);
        canvas.fill(inside, 0.014, 1, 132); // muscle
        Shape cavity = Shape.ellipse(0, -0.03, 0.88 - fat, rv - fat - 0.08);
        canvas.fill(cavity, 0.02, 1, 74);
        Shape liver = Shape.ellipse(-0.4, -0.1, 0.4, rv - 0.2, 0.15)
                .or(Shape.ellipse(-0.05, -0.3, 0.34, 0.17, 0.2))
                .where(cavity.field());
        canvas.fill(liver, 0.014, 1, 164);
        canvas.fill(Shape.ellipse(0.62, 0.02, 0.13, 0.26, -0.3).where(cavity.field()), 0.014, 1, 172); // spleen
        Shape stomach = Shape.ellipse(0.38, -0.3, 0.22, 0.16, 0.3);
        canvas.fill(stomach, 0.014, 1, 120);
        canvas.fill(stomach.where((u, v) -> -0.32 - v), 0.012, 1, 8); // its air
        bowel(8, 0.12, 0.02, 0.3, 0.14);
        spine(0.34);
        kidneys(0.4, 0.29, 0.12, 0.15, 0.5);
        lesions(liver, (u, v) -> Math.min(0.12 - v, -0.1 - u)); // beside bowel and kidney
    }

    private void coronal() {
        canvas.fill(Shape.line(0, -1.3, 0, 1.3, draws.between(0.84, 0.92)), 0.012, 1, 66);
        canvas.fill(Shape.line(0, -1.3, 0, 1.3, 0.78), 0.014, 1, 132);
        Shape cavity = Shape.line(0, -0.3, 0, 1.3, 0.72);
        canvas.fill(cavity, 0.02, 1, 78);
        for (int side = -1; side <= 1; side += 2) {
            canvas.fill(Shape.ellipse(0.42 * side, -1.05, 0.36, 0.4), 0.014, 1, 14); // lungs above
        }
        Shape liver = Shape.ellipse(-0.37, -0.34, 0.36, 0.38, 0.2).or(Shape.ellipse(0.02, -0.5, 0.28, 0.14, -0.2));
        canvas.fill(liver, 0.014, 1, 164);
        canvas.fill(Shape.ellipse(0.52, -0.42, 0.15, 0.22, -0.3), 0.014, 1, 172);
        Shape stomach = Shape.ellipse(0.3, -0.36, 0.15, 0.22, 0.5);
        canvas.fill(stomach, 0.014, 1, 120);
        canvas.fill(stomach.where((u, v) -> -0.4 - v), 0.012, 1, 8);
        bowel(12, 0, 0.72, 0.5, 0.2);
        for (int i = 0; i < 9; i++) {
            double v = -0.9 + 0.24 * i;
            canvas.fill(Shape.ellipse(0, v, 0.1, 0.095), 0.014, 1, 222);
            canvas.fade(Shape.ellipse(0, v, 0.1, 0.095), 0.07, 0.5, 160);
        }
        kidneys(0.4, 0.24, 0.13, 0.22, -0.2);
        lesions(liver, (u, v) -> Math.min(0.02 - v, -0.02 - u));
        canvas.fill(
                Shape.ellipse(-0.5, 1.1, 0.2, 0.3, -0.4)
                        .edge(0.04)
                        .or(Shape.ellipse(0.5, 1.1, 0.2, 0.3, 0.4).edge(0.04)),
                0.014,
                1,
                220);
    }

    private void bowel(int loops, double u, double v, double du, double dv) {
        for (int i = 0; i < loops; i++) {
            double a = u + draws.between(-du, du);
            double b = v + draws.between(-dv, dv);
            Shape loop = Shape.ellipse(a, b, draws.between(0.06, 0.1), draws.between(0.05, 0.08), draws.between(0, 3));
            canvas.fill(loop, 0.012, 1, 128);
            if (draws.chance(0.4)) {
                canvas.fill(Shape.ellipse(a, b - 0.015, 0.035, 0.025), 0.012, 1, 16);
            }
        }
    }

    private void spine(double v) {
        canvas.fill(Shape.circle(0, v, 0.125), 0.012, 1, 232);
        canvas.fade(Shape.circle(0, v, 0.125), 0.09, 0.5, 165);
        canvas.fill(Shape.circle(0, v + 0.15, 0.05), 0.012, 1, 96);
        canvas.fill(Shape.line(0, v + 0.2, 0, v + 0.3, 0.022), 0.012, 1, 228);
        canvas.fill(
                Shape.line(-0.16, v + 0.17, 0.16, v + 0.17, 0.022).minus(Shape.circle(0, v + 0.15, 0.05)),
                0.012,
                1,
                226);
        canvas.fill(Shape.circle(0.06, v - 0.2, 0.055), 0.012, 1, 186); // aorta
        canvas.fill(Shape.ellipse(-0.1, v - 0.18, 0.06, 0.045), 0.012, 1, 158); // vena cava
    }

    private void kidneys(double u, double v, double ru, double rv, double turn) {
        Finding stone = scene.present(FindingKind.KIDNEY_STONE);
        Draws own = scene.draws(FindingKind.KIDNEY_STONE);
        for (int side = -1; side <= 1; side += 2) {
            Shape hilum = Shape.circle((u - 0.13) * side, v - 0.04, 0.075);
            canvas.fill(Shape.ellipse(u * side, v, ru + 0.05, rv + 0.05, turn * side), 0.02, 1, 70);
            canvas.fill(Shape.ellipse(u * side, v, ru, rv, turn * side).minus(hilum), 0.012, 1, 182);
            canvas.fill(Shape.ellipse((u - 0.02) * side, v, ru * 0.4, rv * 0.5, turn * side), 0.02, 0.7, 120);
            if (stone != null && Scene.signs(stone).contains(side)) {
                double r = stone.large() ? own.between(0.105, 0.115) : own.between(0.052, 0.058);
                Shape spot = Shape.ellipse(
                        (u + own.between(-0.02, 0.03)) * side,
                        v + own.between(-0.05, 0.05),
                        r,
                        r * 0.85,
                        own.between(0, 3));
                scene.mark(FindingKind.KIDNEY_STONE, canvas.fill(spot, 0.01, 1, 255));
            }
        }
    }

    private void lesions(Shape liver, Shape.Field free) {
        Finding finding = scene.present(FindingKind.LIVER_LESION);
        if (finding == null) {
            return;
        }
        Draws own = scene.draws(FindingKind.LIVER_LESION);
        for (Scatter.Spot spot : Scatter.in(
                liver.where(free), finding.large() ? 0.08 : 0.05, finding.count(), finding.large() ? 0.32 : 0.2, own)) {
            double r = finding.large() ? own.between(0.125, 0.135) : own.between(0.068, 0.074);
            Shape lesion = Shape.ellipse(spot.u(), spot.v(), r, r * own.between(0.88, 1.12), own.between(0, 3))
                    .where(liver.field());
            scene.mark(FindingKind.LIVER_LESION, canvas.fill(lesion, 0.014, 1, 84));
        }
    }
}

package org.llavamed.data.phantom;

/** CT of the chest, in a window that shows lungs and soft parts. */
final class ChestSlice {
    private final Scene scene;
    private final Canvas canvas;
    private final Draws draws;

    ChestSlice(Scene scene) {
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
        double rv = draws.between(0.66, 0.74);
        canvas.fill(Shape.ellipse(0, 0, 0.97, rv), 0.012, 1, 88); // fat
        canvas.fill(Shape.ellipse(0, 0, 0.9, rv - 0.06), 0.02, 1, 138);
        Shape[] lungs = new Shape[2];
        for (int i = 0; i < 2; i++) {
            int side = 2 * i - 1;
            lungs[i] = Shape.ellipse(0.44 * side, 0, 0.37, rv - 0.15, 0.12 * side);
            canvas.fill(lungs[i], 0.012, 1, 26);
            vessels(lungs[i], 0.12 * side);
        }
        canvas.fill(Shape.ellipse(0, 0.02, 0.14, rv - 0.18), 0.02, 1, 140); // mediastinum
        canvas.fill(Shape.ellipse(0.1, -0.16, draws.between(0.27, 0.32), 0.23, 0.5), 0.014, 1, 164);
        canvas.fill(Shape.circle(0.13, 0.25, 0.085), 0.012, 1, 182); // aorta
        bone(Shape.circle(0, 0.4, 0.12), Shape.circle(0, 0.52, 0.045));
        bone(Shape.line(-0.09, 0.53, 0.09, 0.53, 0.025), Shape.line(0, 0.5, 0, 0.6, 0.022));
        canvas.fill(Shape.ellipse(0, -rv + 0.1, 0.11, 0.03), 0.012, 1, 236); // breastbone
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < 6; i++) {
                double angle = -1.15 + 0.42 * i + draws.between(-0.05, 0.05);
                double u = 0.85 * StrictMath.cos(angle) * side;
                double v = (rv - 0.1) * StrictMath.sin(angle);
                canvas.fill(Shape.ellipse(u, v, 0.028, 0.085, side * angle), 0.012, 1, 232);
            }
        }
        Finding fluid = scene.present(FindingKind.EFFUSION);
        if (fluid != null) { // the patient lies on the back: it gathers below
            double level = fluid.large() ? 0.1 : 0.31;
            for (int side : Scene.signs(fluid)) {
                Shape area = lungs[(side + 1) / 2].where(
                        (u, v) -> v - level - 0.25 * (Math.abs(u) - 0.44) * (Math.abs(u) - 0.44));
                scene.mark(FindingKind.EFFUSION, canvas.fill(area, 0.014, 1, 118));
            }
        }
        nodules(lungs);
    }

    private void coronal() {
        canvas.fill(
                Shape.ellipse(0, 0.45, 0.95, 1.4).where((u, v) -> v + 0.86).or(Shape.line(0, -1.2, 0, -0.8, 0.22)),
                0.012,
                1,
                88);
        canvas.fill(
                Shape.ellipse(0, 0.45, 0.88, 1.34).where((u, v) -> v + 0.8).or(Shape.line(0, -1.2, 0, -0.8, 0.17)),
                0.02,
                1,
                138);
        Shape[] lungs = new Shape[2];
        double dome = draws.between(0.5, 0.58);
        for (int i = 0; i < 2; i++) {
            int side = 2 * i - 1;
            Shape diaphragm = Shape.ellipse(0.43 * side, dome + 0.4, 0.46, 0.4);
            lungs[i] = Shape.ellipse(0.42 * side, 0, 0.33, draws.between(0.7, 0.76), -0.08 * side)
                    .minus(diaphragm);
            canvas.fill(lungs[i], 0.012, 1, 26);
            vessels(lungs[i], 0.12 * side);
        }
        canvas.fill(Shape.ellipse(-0.45, 0.86, 0.42, 0.36), 0.02, 1, 160); // liver
        canvas.fill(Shape.ellipse(0.5, 0.8, 0.25, 0.2), 0.02, 1, 168); // spleen
        canvas.fill(Shape.ellipse(0.11, 0.26, 0.27, 0.3, 0.4), 0.014, 1, 166);
        canvas.fill(Shape.ellipse(0.02, -0.2, 0.1, 0.36), 0.014, 1, 160);
        canvas.fill(Shape.line(0, -1.1, 0, -0.3, 0.04), 0.012, 1, 14); // windpipe
        canvas.fill(Shape.line(0, -0.3, -0.13, -0.14, 0.025).or(Shape.line(0, -0.3, 0.13, -0.14, 0.025)), 0.012, 1, 14);
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < 8; i++) {
                double v = -0.6 + 0.17 * i;
                double u = side * (0.8 - 0.45 * Math.max(0, -0.25 - v));
                canvas.fill(Shape.ellipse(u, v, 0.045, 0.028, 0.5 * side), 0.012, 1, 230);
            }
        }
        Finding fluid = scene.present(FindingKind.EFFUSION);
        if (fluid != null) {
            double level = fluid.large() ? 0.12 : dome - 0.12;
            for (int side : Scene.signs(fluid)) {
                Shape area = lungs[(side + 1) / 2].where((u, v) -> v - level + Math.max(0, Math.abs(u) - 0.5));
                scene.mark(FindingKind.EFFUSION, canvas.fill(area, 0.014, 1, 120));
            }
        }
        nodules(lungs);
    }

    /** Thin and faint, not to be taken for nodules. */
    private void vessels(Shape lung, double root) {
        for (int n = 0; n < 12; n++) {
            double u = draws.between(lung.u1(), lung.u2());
            double v = draws.between(lung.v1(), lung.v2());
            canvas.fill(Shape.line(root, 0, u, v, 0.009).where(lung.field()), 0.007, 0.3, 120);
        }
    }

    private void bone(Shape... shapes) {
        for (Shape shape : shapes) {
            canvas.fill(shape, 0.012, 1, 236);
            canvas.fade(shape, 0.09, 0.45, 170);
        }
    }

    private void nodules(Shape[] lungs) {
        Finding finding = scene.present(FindingKind.NODULE);
        if (finding == null) {
            return;
        }
        Draws own = scene.draws(FindingKind.NODULE);
        int side = Scene.signs(finding).get(0);
        Shape lung = lungs[(side + 1) / 2];
        Shape free = lung.where((u, v) -> Math.min(0.1 - v, u * side - 0.12)); // of large effusions and the heart
        for (Scatter.Spot spot :
                Scatter.in(free, finding.large() ? 0.08 : 0.05, finding.count(), finding.large() ? 0.35 : 0.24, own)) {
            double r = finding.large() ? own.between(0.14, 0.15) : own.between(0.075, 0.082);
            Shape nodule = Shape.ellipse(spot.u(), spot.v(), r, r * own.between(0.88, 1.12), own.between(0, 3))
                    .where(lung.field());
            scene.mark(FindingKind.NODULE, canvas.fill(nodule, 0.012, 1, 190));
        }
    }
}

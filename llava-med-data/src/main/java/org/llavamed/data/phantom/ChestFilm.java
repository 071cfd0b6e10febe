package org.llavamed.data.phantom;

/** Radiograph of the chest, from the front or from the side. What absorbs X-rays is bright. */
final class ChestFilm {
    private final Scene scene;
    private final Canvas canvas;
    private final Draws draws;

    ChestFilm(Scene scene) {
        this.scene = scene;
        this.canvas = scene.canvas();
        this.draws = scene.anatomy();
    }

    void draw() {
        canvas.clear((float) draws.between(4, 16));
        if (scene.plan().view() == View.FRONTAL) {
            frontal();
        } else {
            lateral();
        }
    }

    private void frontal() {
        float flesh = (float) draws.between(105, 128);
        Shape trunk = Shape.ellipse(0, 0.5, draws.between(0.88, 0.98), 1.5).where((u, v) -> v + 0.9);
        canvas.fill(trunk.or(Shape.ellipse(0, -1.0, 0.25, 0.5)), 0.03, 1, flesh);
        double lean = draws.between(0.06, 0.14);
        double reach = draws.between(0.66, 0.74);
        Shape[] lungs = new Shape[2];
        for (int i = 0; i < 2; i++) {
            int side = 2 * i - 1;
            lungs[i] = Shape.ellipse(0.375 * side, -0.04, 0.315, reach, -lean * side);
            canvas.fade(lungs[i], 0.17, 0.8, 12);
        }
        vessels(lungs);
        boolean enlarged = scene.present(FindingKind.ENLARGED_HEART) != null;
        heart(enlarged);
        double dome = draws.between(0.44, 0.5);
        for (int side = -1; side <= 1; side += 2) {
            canvas.fill(Shape.ellipse(0.42 * side, dome + 0.42, 0.46, 0.42), 0.02, 0.95, flesh + 34);
        }
        canvas.fill(Shape.ellipse(0, 1.02, 0.9, 0.42).where(trunk.field()), 0.05, 0.9, flesh + 34);
        spine(flesh);
        ribs();
        for (int i = 0; i < 2; i++) {
            effusion(lungs[i], 2 * i - 1, dome);
        }
        Finding nodule = scene.present(FindingKind.NODULE);
        if (nodule != null) {
            int side = Scene.signs(nodule).get(0);
            // above a large effusion and beside the mediastinum
            nodules(nodule, lungs[(side + 1) / 2], (u, v) -> Math.min(0.1 - v, u * side - 0.1), flesh + 62);
        }
    }

    private void vessels(Shape[] lungs) {
        for (int i = 0; i < 2; i++) {
            int side = 2 * i - 1;
            for (int n = 0; n < 11; n++) {
                double angle = draws.between(-1.35, 1.35);
                double length = draws.between(0.18, 0.42);
                double u = (0.12 + length * StrictMath.cos(angle)) * side;
                double v = -0.02 + 1.3 * length * StrictMath.sin(angle);
                Shape vessel = Shape.line(0.13 * side, -0.02, u, v, 0.013);
                canvas.fill(vessel.where(lungs[i].field()), 0.012, 0.25, 130);
            }
            canvas.add(Shape.ellipse(0.15 * side, -0.02, 0.08, 0.15), 0.07, 34);
        }
    }

    private void heart(boolean enlarged) {
        Draws own = scene.draws(FindingKind.ENLARGED_HEART);
        double normal = draws.between(0.285, 0.325);
        double width = enlarged ? own.between(0.5, 0.56) : normal;
        double across = enlarged ? 0.13 : 0.11;
        Shape heart = Shape.ellipse(across, 0.24, width, enlarged ? 0.37 : 0.32, 0.32);
        float shade = (float) draws.between(160, 176);
        PixelBox box = canvas.fill(heart, 0.022, 0.96, shade);
        canvas.fill(Shape.ellipse(0.02, -0.22, 0.115, 0.42), 0.03, 0.85, shade - 6); // mediastinum
        canvas.fill(Shape.circle(0.12, -0.36, 0.085), 0.025, 0.7, shade - 6); // aortic knob
        if (enlarged) {
            scene.mark(FindingKind.ENLARGED_HEART, box);
        }
    }

    private void spine(float flesh) {
        canvas.fill(Shape.line(0, -0.9, 0, 1.3, 0.075), 0.02, 0.45, flesh + 70);
        for (double v = -0.85; v < 1.1; v += 0.115) {
            canvas.add(Shape.line(-0.06, v, 0.06, v, 0.016), 0.016, -13);
        }
        canvas.fill(Shape.line(0, -1.2, -0.01, -0.28, 0.03), 0.02, 0.5, flesh - 62); // windpipe
    }

    private void ribs() {
        float strength = (float) draws.between(16, 30);
        double gap = draws.between(0.185, 0.205);
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < 8; i++) {
                double v = -0.56 + i * gap;
                Shape rib = Shape.ellipse(0.36 * side, v, Math.min(0.43, 0.3 + 0.04 * i), 0.2, 0.3 * side);
                double limit = v + 0.03;
                canvas.add(rib.edge(0.022).where((a, b) -> limit - b), 0.014, strength);
            }
            Shape clavicle = Shape.line(0.08 * side, -0.6, 0.5 * side, -0.7, 0.028)
                    .or(Shape.line(0.5 * side, -0.7, 0.82 * side, -0.66, 0.028));
            canvas.add(clavicle, 0.02, strength + 14);
        }
    }

    private void effusion(Shape lung, int side, double dome) {
        Finding finding = scene.present(FindingKind.EFFUSION);
        if (finding == null || !Scene.signs(finding).contains(side)) {
            return;
        }
        Draws own = scene.draws(FindingKind.EFFUSION);
        double level = finding.large() ? own.between(0.04, 0.1) : dome - own.between(0.13, 0.17);
        Shape fluid = new Shape(lung.field(), lung.u1(), lung.v1(), lung.u2(), lung.v2())
                .where((u, v) -> v - level + 1.1 * Math.max(0, u * side - 0.4) * Math.abs(u * side - 0.3));
        scene.mark(FindingKind.EFFUSION, canvas.fill(fluid, 0.025, 0.9, 206));
    }

    private void nodules(Finding finding, Shape lung, Shape.Field free, float shade) {
        Draws own = scene.draws(FindingKind.NODULE);
        for (Scatter.Spot spot : Scatter.in(
                lung.where(free), finding.large() ? 0.08 : 0.05, finding.count(), finding.large() ? 0.35 : 0.24, own)) {
            double r = finding.large() ? own.between(0.14, 0.15) : own.between(0.075, 0.082);
            Shape nodule = Shape.ellipse(spot.u(), spot.v(), r, r * own.between(0.9, 1.1), own.between(0, 3))
                    .where(lung.field());
            scene.mark(FindingKind.NODULE, canvas.fill(nodule, 0.014, 0.92, shade + 22));
        }
    }

    /** The patient faces the left of the image. */
    private void lateral() {
        float flesh = (float) draws.between(100, 122);
        Shape trunk = Shape.ellipse(0.02, 0.35, draws.between(0.72, 0.82), 1.4).where((u, v) -> v + 0.92);
        canvas.fill(trunk, 0.04, 1, flesh);
        canvas.fill(Shape.line(-0.1, -1.2, -0.05, -0.7, 0.3), 0.05, 1, flesh);
        Shape lung = Shape.ellipse(0.02, -0.02, 0.52, draws.between(0.66, 0.72), 0.12);
        canvas.fade(lung, 0.22, 0.75, 14);
        boolean enlarged = scene.present(FindingKind.ENLARGED_HEART) != null;
        double width = draws.between(0.24, 0.28);
        Shape heart =
                enlarged ? Shape.ellipse(-0.1, 0.2, 0.43, 0.37, 0.7) : Shape.ellipse(-0.22, 0.28, width, 0.25, 0.7);
        PixelBox box = canvas.fill(heart, 0.03, 0.92, 165);
        if (enlarged) {
            scene.mark(FindingKind.ENLARGED_HEART, box);
        }
        double dome = draws.between(0.46, 0.52);
        canvas.fill(Shape.ellipse(0, dome + 0.5, 0.75, 0.5, 0.15).where(trunk.field()), 0.025, 0.95, flesh + 36);
        for (double v = -0.8; v < 1.1; v += 0.15) {
            double u = 0.5 - 0.2 * v * v;
            canvas.add(Shape.ellipse(u, v, 0.09, 0.055, 0.2), 0.03, 44);
        }
        canvas.add(Shape.line(-0.42, -0.55, -0.56, 0.25, 0.025), 0.02, 36); // breastbone
        for (int i = 0; i < 7; i++) {
            double v = -0.5 + 0.17 * i;
            canvas.add(Shape.line(0.5, v - 0.12, -0.45, v + 0.2, 0.016), 0.014, 11);
        }
        Finding fluid = scene.present(FindingKind.EFFUSION);
        if (fluid != null) {
            double level = fluid.large() ? 0.04 : dome - 0.13;
            Shape area = lung.where((u, v) -> v - level + 0.9 * Math.max(0, u - 0.1) * Math.abs(u));
            scene.mark(FindingKind.EFFUSION, canvas.fill(area, 0.025, 0.75, 212));
        }
        Finding nodule = scene.present(FindingKind.NODULE);
        if (nodule != null) {
            nodules(nodule, lung, (u, v) -> Math.min(-v, 0.42 - u), flesh + 62); // not over the spine
        }
    }
}

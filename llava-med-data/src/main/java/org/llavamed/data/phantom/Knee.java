package org.llavamed.data.phantom;

/** MRI of a knee. In T1 marrow and fat are bright and fluid dark; in T2 the other way round. */
final class Knee {
    private final Scene scene;
    private final Canvas canvas;
    private final Draws draws;
    private final float fat;
    private final float marrow;
    private final float muscle;
    private final float fluid;
    private final float gristle;

    Knee(Scene scene) {
        this.scene = scene;
        this.canvas = scene.canvas();
        this.draws = scene.anatomy();
        boolean t1 = scene.plan().technique() == Technique.T1;
        this.fat = t1 ? 232 : 112;
        this.marrow = t1 ? 200 : 84;
        this.muscle = t1 ? 96 : 54;
        this.fluid = t1 ? 34 : 246;
        this.gristle = t1 ? 128 : 150;
    }

    void draw() {
        canvas.clear((float) draws.between(0, 8));
        if (scene.plan().view() == View.CORONAL) {
            coronal();
        } else {
            sagittal();
        }
    }

    /** The kneecap is at the left of the image. */
    private void sagittal() {
        double thick = draws.between(0.62, 0.7);
        canvas.fill(Shape.line(0.02, -1.4, 0.08, 1.4, thick), 0.02, 1, fat);
        canvas.fill(
                Shape.line(0.42, -1.3, 0.36, -0.1, 0.18).or(Shape.line(0.42, 0.3, 0.36, 1.3, 0.2)), 0.03, 1, muscle);
        canvas.fill(Shape.line(-0.36, -1.3, -0.4, -0.62, 0.14), 0.03, 1, muscle);
        bone(Shape.line(-0.02, -1.3, 0, -0.45, 0.24).or(Shape.ellipse(0.05, -0.24, 0.38, 0.29)));
        bone(Shape.line(-0.02, 0.45, 0, 1.3, 0.23).or(Shape.ellipse(0.03, 0.33, 0.39, 0.2)));
        bone(Shape.ellipse(-0.47, -0.3, 0.1, 0.2, 0.1));
        canvas.fill(
                Shape.line(-0.5, -0.48, -0.42, -1.3, 0.03).or(Shape.line(-0.5, -0.12, -0.38, 0.42, 0.03)),
                0.012,
                1,
                12);
        canvas.fill(
                Shape.line(-0.24, 0.09, -0.08, 0.09, 0.03).or(Shape.line(0.2, 0.09, 0.36, 0.09, 0.03)), 0.012, 1, 10);
        effusion(
                Shape.line(-0.37, -0.62, -0.32, -0.3, 0.05).or(Shape.line(-0.32, -0.28, -0.3, -0.05, 0.035)),
                Shape.line(-0.4, -0.85, -0.32, -0.3, 0.14)
                        .or(Shape.line(-0.34, -0.3, -0.3, 0.05, 0.085))
                        .or(Shape.ellipse(0.47, -0.02, 0.11, 0.19)));
    }

    private void coronal() {
        double thick = draws.between(0.66, 0.74);
        canvas.fill(Shape.line(0, -1.4, 0, 1.4, thick), 0.02, 1, fat);
        for (int side = -1; side <= 1; side += 2) {
            canvas.fill(Shape.line(0.5 * side, -1.3, 0.52 * side, -0.45, 0.13), 0.03, 1, muscle);
            canvas.fill(Shape.line(0.48 * side, 0.55, 0.46 * side, 1.3, 0.13), 0.03, 1, muscle);
        }
        bone(Shape.line(0, -1.3, 0, -0.5, 0.24)
                .or(Shape.ellipse(-0.25, -0.22, 0.27, 0.26))
                .or(Shape.ellipse(0.25, -0.22, 0.27, 0.26)));
        bone(Shape.line(0, 0.5, 0, 1.3, 0.22).or(Shape.ellipse(0, 0.32, 0.5, 0.18)));
        bone(Shape.line(0.5, 0.5, 0.46, 1.3, 0.065));
        for (int side = -1; side <= 1; side += 2) {
            canvas.fill(Shape.line(0.34 * side, 0.08, 0.5 * side, 0.08, 0.035), 0.012, 1, 10);
            canvas.fill(Shape.line(0.54 * side, -0.3, 0.53 * side, 0.4, 0.018), 0.012, 1, 10);
        }
        canvas.fill(Shape.line(0.08, -0.1, -0.06, 0.2, 0.03), 0.012, 1, 16);
        effusion(
                Shape.line(-0.56, -0.32, -0.57, -0.06, 0.045).or(Shape.line(0.56, -0.32, 0.57, -0.06, 0.045)),
                Shape.line(-0.56, -0.55, -0.58, 0.04, 0.12).or(Shape.line(0.56, -0.55, 0.58, 0.04, 0.12)));
    }

    private void bone(Shape shape) {
        Shape gristleShape = new Shape(
                (u, v) -> shape.field().inside(u, v) + 0.035,
                shape.u1() - 0.05,
                shape.v1() - 0.05,
                shape.u2() + 0.05,
                shape.v2() + 0.05);
        canvas.fill(gristleShape, 0.012, 1, gristle);
        canvas.fill(shape, 0.012, 1, 14);
        Noise noise = scene.noise();
        Shape inner = shape.where((u, v) -> shape.field().inside(u, v) - 0.018);
        canvas.fill(inner, 0.014, 1, marrow);
        canvas.grain(inner, 0.02, (u, v) -> noise.rich(u * 14, v * 14), 16);
    }

    private void effusion(Shape small, Shape large) {
        Finding finding = scene.present(FindingKind.JOINT_EFFUSION);
        if (finding != null) {
            Shape pool = finding.large() ? large : small;
            canvas.fill(pool.edge(0.02), 0.01, 1, 14); // its wall
            scene.mark(FindingKind.JOINT_EFFUSION, canvas.fill(pool, 0.014, 1, fluid));
        }
    }
}

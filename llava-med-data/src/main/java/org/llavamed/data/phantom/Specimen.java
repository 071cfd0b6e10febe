package org.llavamed.data.phantom;

/** Photograph of a specimen on a cloth. Sides are those of the image. */
final class Specimen {
    private static final float[][] CLOTHS = {
        {54, 96, 150}, {40, 118, 108}, {28, 28, 32}, {208, 210, 214}, {74, 134, 190}, {120, 122, 128}
    };

    private final Scene scene;
    private final Canvas canvas;
    private final Draws draws;

    Specimen(Scene scene) {
        this.scene = scene;
        this.canvas = scene.canvas();
        this.draws = scene.anatomy();
    }

    void draw() {
        float[] cloth = CLOTHS[draws.below(CLOTHS.length)];
        canvas.clear(cloth);
        Noise noise = scene.noise();
        canvas.grain(Shape.all(), 0.01, (u, v) -> noise.rich(u * 20, v * 20), 5, 5, 5);
        Shape body =
                switch (scene.plan().organ()) {
                    case KIDNEY -> kidney();
                    case COLON -> colon();
                    case LUNG -> lung();
                    default -> liver();
                };
        haemorrhage(body);
        lesions(body);
        gloss(body);
    }

    private void shadow(Shape body) {
        Shape below = new Shape(
                (u, v) -> body.field().inside(u - 0.03, v - 0.05),
                body.u1(),
                body.v1(),
                body.u2() + 0.1,
                body.v2() + 0.1);
        canvas.fill(below, 0.05, 0.55, 8, 8, 10);
    }

    private void flesh(Shape body, float red, float green, float blue, double cell, float height) {
        shadow(body);
        Noise noise = scene.noise();
        float tint = (float) draws.between(-10, 10);
        canvas.fill(body, 0.012, 1, 0.55f * red, 0.5f * green, 0.5f * blue); // the rim turns away from the light
        canvas.fade(body, 0.11, 1, red + tint, green + tint / 2, blue + tint / 2);
        canvas.grain(body, 0.02, (u, v) -> noise.rich(u / cell, v / cell), height, height * 0.7f, height * 0.6f);
    }

    private Shape liver() {
        Shape body = Shape.ellipse(-0.24, 0, 0.62, 0.62, 0.2).or(Shape.ellipse(0.3, -0.12, 0.58, 0.4, 0.12));
        flesh(body, 146, 68, 48, 0.13, 15);
        canvas.fill(Shape.line(0.1, -0.5, 0.14, 0.35, 0.012).where(body.field()), 0.02, 0.5, 96, 44, 34);
        return body;
    }

    /** Cut open: cortex around pyramids. */
    private Shape kidney() {
        Shape body = Shape.ellipse(0, 0, 0.6, 0.86).minus(Shape.ellipse(0.66, 0, 0.24, 0.2));
        flesh(body, 176, 92, 74, 0.09, 10);
        for (int i = 0; i < 6; i++) {
            double angle = 1.2 + 0.78 * i;
            double u = 0.06 + 0.32 * StrictMath.cos(angle);
            double v = 0.52 * StrictMath.sin(angle);
            canvas.fill(Shape.ellipse(u, v, 0.15, 0.1, angle).where(body.field()), 0.03, 0.75, 124, 44, 46);
        }
        canvas.fill(
                Shape.ellipse(0.18, 0, 0.13, 0.32).where(body.field()), 0.04, 0.9, 226, 196, 150); // fat of the pelvis
        return body;
    }

    /** Opened and laid flat, its folds across. */
    private Shape colon() {
        Shape body = new Shape(
                (u, v) -> Math.min(
                        0.95 - Math.abs(u),
                        0.56 - Math.abs(v) + 0.05 * scene.noise().at(u * 4, 3)),
                -1,
                -0.7,
                1,
                0.7);
        flesh(body, 216, 152, 128, 0.2, 10);
        Noise noise = scene.noise();
        double step = draws.between(0.15, 0.19);
        canvas.grain(
                body,
                0.03,
                (u, v) -> {
                    double t = (u + 0.05 * noise.at(v * 4, u * 3)) / step;
                    double ridge = 1 - 4 * Math.abs(t - Math.floor(t) - 0.5) * Math.abs(t - Math.floor(t) - 0.5) * 2;
                    return ridge * (0.7 + 0.3 * noise.at(u * 6, v * 6));
                },
                26,
                26,
                24);
        return body;
    }

    /** Spongy, pink-grey with dark specks, parted by a fissure. */
    private Shape lung() {
        Shape body = Shape.ellipse(0.02, 0.12, 0.58, 0.78, 0.12).or(Shape.ellipse(-0.05, -0.35, 0.42, 0.5, 0.1));
        flesh(body, 198, 146, 144, 0.06, 16);
        Noise noise = scene.noise();
        canvas.fill(body.where((u, v) -> noise.at(u * 18, v * 18) - 0.52), 0.06, 0.45, 96, 74, 84);
        canvas.fill(Shape.line(-0.7, -0.1, 0.6, 0.22, 0.014).where(body.field()), 0.014, 0.85, 92, 52, 56);
        return body;
    }

    private void haemorrhage(Shape body) {
        Finding finding = scene.present(FindingKind.HAEMORRHAGE);
        if (finding == null) {
            return;
        }
        Draws own = scene.draws(FindingKind.HAEMORRHAGE);
        double r = finding.large() ? own.between(0.34, 0.38) : own.between(0.14, 0.16);
        Shape inner = new Shape((u, v) -> body.field().inside(u, v), -0.45, -0.35, 0.45, 0.35);
        Scatter.Spot spot = Scatter.in(inner, 0.1, 1, 0, own).get(0);
        Shape patch = Shape.ellipse(spot.u(), spot.v(), r * 1.1, r * 0.9, own.between(0, 3))
                .rough(new Noise(own), 0.1, finding.large() ? 0.1 : 0.05)
                .where(body.field());
        scene.mark(FindingKind.HAEMORRHAGE, canvas.fill(patch, 0.025, 0.93, 150, 4, 14));
    }

    private void lesions(Shape body) {
        Finding finding = scene.present(FindingKind.LESION);
        if (finding == null || finding.colour() == null) {
            return;
        }
        Draws own = scene.draws(FindingKind.LESION);
        int side = finding.side() == Side.LEFT ? -1 : 1; // of the image
        float[] colour = finding.colour().rgb();
        Shape half = new Shape(
                (u, v) -> Math.min(body.field().inside(u, v), side * u - 0.1),
                side < 0 ? -0.85 : 0.1,
                -0.68,
                side < 0 ? -0.1 : 0.85,
                0.62);
        for (Scatter.Spot spot :
                Scatter.in(half, finding.large() ? 0.09 : 0.05, finding.count(), finding.large() ? 0.37 : 0.24, own)) {
            double r = finding.large() ? own.between(0.145, 0.155) : own.between(0.078, 0.085);
            Shape lesion = Shape.ellipse(spot.u(), spot.v(), r, r * own.between(0.9, 1.1), own.between(0, 3))
                    .where(body.field());
            canvas.fill(lesion.edge(0.018), 0.012, 0.4, 60, 24, 20);
            scene.mark(FindingKind.LESION, canvas.fill(lesion, 0.014, 0.97, colour));
        }
    }

    /** Wet spots of light. */
    private void gloss(Shape body) {
        for (int i = 0; i < 5; i++) {
            Shape glint = Shape.ellipse(
                    draws.between(-0.6, 0.6),
                    draws.between(-0.5, 0.3),
                    draws.between(0.02, 0.06),
                    0.008,
                    draws.between(-0.5, 0.5));
            canvas.fill(glint.where(body.field()), 0.012, 0.35, 255, 250, 246);
        }
    }
}

package org.llavamed.data.phantom;

import org.llavamed.data.figure.Domain;

/**
 * The head in CT or MRI, in three planes. The plane decides the outline and where the ventricles lie, the technique the
 * shades.
 */
final class Head {
    private final Scene scene;
    private final Canvas canvas;
    private final Draws draws;
    private final boolean ct;
    private final Shades shades;

    /** Grey of each substance. */
    private record Shades(float scalp, float bone, float fluid, float grey, float white) {}

    Head(Scene scene) {
        this.scene = scene;
        this.canvas = scene.canvas();
        this.draws = scene.anatomy();
        this.ct = scene.plan().domain() == Domain.CT_SCAN;
        boolean t1 = scene.plan().technique() == Technique.T1;
        this.shades = ct
                ? new Shades(62, 248, 30, 122, 104)
                : t1 ? new Shades(214, 14, 24, 96, 150) : new Shades(150, 10, 238, 132, 82);
    }

    void draw() {
        canvas.clear((float) draws.between(0, 8));
        switch (scene.plan().view()) {
            case CORONAL -> coronal();
            case SAGITTAL -> sagittal();
            default -> axial();
        }
    }

    private void axial() {
        double ru = draws.between(0.74, 0.82);
        double rv = draws.between(0.9, 0.96);
        Shape head = Shape.ellipse(0, 0, ru, rv);
        Shape brain = layers(head, Shape.ellipse(0, 0, ru - 0.13, rv - 0.13));
        tissue(brain, Shape.ellipse(-0.29, 0, 0.2, rv - 0.37).or(Shape.ellipse(0.29, 0, 0.2, rv - 0.37)));
        canvas.fill(Shape.line(0, -rv + 0.14, 0, rv - 0.14, 0.008), 0.012, 0.75, ct ? 165 : shades.fluid());
        double wide = ventricles();
        for (int side = -1; side <= 1; side += 2) {
            Shape front = Shape.ellipse(0.1 * side * (0.6 + 0.4 * wide), -0.2, 0.05 * wide, 0.17 * wide, 0.35 * side);
            Shape back = Shape.ellipse(0.17 * side * (0.6 + 0.4 * wide), 0.24, 0.05 * wide, 0.18 * wide, -0.4 * side);
            fluid(front.or(back));
        }
        fluid(Shape.ellipse(0, 0.03, 0.018 * wide, 0.08));
        finding(0.4, 0.02, 0.15, 0.38);
    }

    private void coronal() {
        double ru = draws.between(0.74, 0.82);
        Shape head = Shape.ellipse(0, -0.12, ru, 0.8).or(Shape.line(0, 0.5, 0, 1.2, 0.42));
        Shape brain = layers(head, Shape.ellipse(0, -0.16, ru - 0.13, 0.63).where((u, v) -> 0.34 - v));
        tissue(brain, Shape.ellipse(-0.3, -0.26, 0.2, 0.34).or(Shape.ellipse(0.3, -0.26, 0.2, 0.34)));
        canvas.fill(Shape.line(0, -0.78, 0, -0.35, 0.008), 0.012, 0.75, ct ? 165 : shades.fluid());
        Shape cerebellum = Shape.ellipse(-0.19, 0.42, 0.2, 0.18).or(Shape.ellipse(0.19, 0.42, 0.2, 0.18));
        canvas.fill(cerebellum, 0.02, 1, shades.grey());
        canvas.grain(cerebellum, 0.02, (u, v) -> Math.floorMod((int) Math.floor((v - 0.2) * 40), 2) - 0.5, 18);
        canvas.fill(Shape.line(0, 0.2, 0, 0.95, 0.085), 0.02, 1, shades.white());
        double wide = ventricles();
        for (int side = -1; side <= 1; side += 2) {
            fluid(Shape.line(0.03 * side, -0.14, 0.17 * side * (0.6 + 0.4 * wide), -0.26, 0.04 * wide));
        }
        fluid(Shape.ellipse(0, 0.02, 0.02 * wide, 0.1));
        finding(0.42, -0.2, 0.14, 0.25);
    }

    /** The face looks to the left of the image. */
    private void sagittal() {
        Shape skull = Shape.ellipse(0.05, -0.25, 0.86, 0.7);
        Shape face = Shape.ellipse(-0.42, 0.3, 0.36, 0.5).or(Shape.line(-0.7, 0.12, -0.84, 0.3, 0.09));
        Shape head = skull.or(face).or(Shape.line(0.2, 0.4, 0.28, 1.2, 0.36));
        Shape brain = layers(head, Shape.ellipse(0.05, -0.27, 0.73, 0.56).where((u, v) -> 0.16 - v - 0.1 * u));
        tissue(brain, Shape.ellipse(0.03, -0.27, 0.52, 0.3));
        if (!ct) { // air and bone of the face
            canvas.fill(Shape.ellipse(-0.5, 0.35, 0.16, 0.1), 0.03, 1, 12);
            canvas.fill(Shape.line(-0.2, 0.3, 0.02, 1.2, 0.06), 0.03, 1, 12);
        }
        Shape cerebellum = Shape.ellipse(0.42, 0.26, 0.25, 0.19, -0.2);
        canvas.fill(cerebellum, 0.02, 1, shades.grey());
        canvas.grain(cerebellum, 0.02, (u, v) -> Math.floorMod((int) Math.floor((v - u) * 34), 2) - 0.5, 30);
        canvas.fill(
                Shape.line(0.1, 0.05, 0.17, 0.35, 0.1).or(Shape.line(0.17, 0.35, 0.26, 1.1, 0.06)),
                0.02,
                1,
                shades.white());
        double wide = ventricles();
        Shape arch = Shape.ellipse(0.05, -0.1, 0.34, 0.2).edge(0.035).where((u, v) -> -0.08 - v);
        canvas.fill(arch, 0.012, 1, shades.white() + (ct ? 8 : shades.white() > 100 ? 34 : -34)); // corpus callosum
        double deep = 0.05 * wide;
        fluid(Shape.ellipse(0.05, -0.19 + deep, 0.24 + 0.02 * wide, deep).where((u, v) -> v + 0.25));
        fluid(Shape.ellipse(0.26, 0.2, 0.045, 0.07));
        finding(-0.32, -0.42, 0.13, 0.13);
    }

    /** Scalp, skull, and the fluid around the brain; returns the brain. */
    private Shape layers(Shape head, Shape brain) {
        canvas.fill(head, 0.02, 1, shades.scalp());
        Shape bone = new Shape(
                (u, v) -> brain.field().inside(u, v) + 0.075,
                brain.u1() - 0.1,
                brain.v1() - 0.1,
                brain.u2() + 0.1,
                brain.v2() + 0.1);
        canvas.fill(bone, 0.016, 1, shades.bone());
        Shape sleeve = new Shape(
                (u, v) -> brain.field().inside(u, v) + 0.012,
                brain.u1() - 0.1,
                brain.v1() - 0.1,
                brain.u2() + 0.1,
                brain.v2() + 0.1);
        canvas.fill(sleeve, 0.012, 1, shades.fluid());
        return brain;
    }

    private void tissue(Shape brain, Shape core) {
        Noise noise = scene.noise();
        canvas.fill(brain, 0.014, 1, shades.grey());
        canvas.fill(core.rough(noise, 0.1, 0.12), 0.025, 1, shades.white());
        double fold = draws.between(0.075, 0.1);
        Shape furrows = brain.where((u, v) -> 0.1 - Math.abs(noise.at(u / fold, v / fold)))
                .where((u, v) -> 0.13 - brain.field().inside(u, v));
        canvas.fill(furrows, 0.07, ct ? 0.35 : 0.75, shades.fluid());
    }

    /** How wide the ventricles are: 1 is normal. */
    private double ventricles() {
        double normal = draws.between(0.85, 1.1);
        return scene.present(FindingKind.ENLARGED_VENTRICLES) == null
                ? normal
                : scene.draws(FindingKind.ENLARGED_VENTRICLES).between(2.05, 2.4);
    }

    private void fluid(Shape shape) {
        PixelBox box = canvas.fill(shape, 0.014, 1, shades.fluid());
        if (scene.present(FindingKind.ENLARGED_VENTRICLES) != null) {
            scene.mark(FindingKind.ENLARGED_VENTRICLES, box);
        }
    }

    /** A bleed or a mass, its centre within the given box on its side. */
    private void finding(double u, double v, double du, double dv) {
        FindingKind kind = ct ? FindingKind.BLEED : FindingKind.MASS;
        Finding finding = scene.present(kind);
        if (finding == null) {
            return;
        }
        Draws own = scene.draws(kind);
        int side = finding.side() == null ? 1 : Scene.signs(finding).get(0);
        double r = finding.large() ? own.between(0.22, 0.25) : own.between(0.115, 0.13);
        double cu = u * side + own.between(-du, du) * (finding.large() ? 0.4 : 1);
        double cv = v + own.between(-dv, dv) * (finding.large() ? 0.7 : 1);
        double squeeze = own.between(0.85, 1.15);
        Shape shape = Shape.ellipse(cu, cv, r * squeeze, r / squeeze, own.between(0, 3))
                .rough(new Noise(own), 0.09, finding.large() ? 0.03 : 0.015);
        if (ct) {
            canvas.fill(Shape.ellipse(cu, cv, r + 0.06, r + 0.06), 0.04, 0.5, 70); // swelling around it
            scene.mark(kind, canvas.fill(shape, 0.02, 1, 222));
        } else if (scene.plan().technique() == Technique.T1) {
            PixelBox box = canvas.fill(shape, 0.012, 1, 236); // enhancing rim around a dark core
            canvas.fill(Shape.ellipse(cu, cv, r * 0.62 * squeeze, r * 0.62 / squeeze), 0.02, 1, 46);
            scene.mark(kind, box);
        } else {
            canvas.fill(Shape.ellipse(cu, cv, r + 0.07, r + 0.07), 0.05, 0.6, 176);
            PixelBox box = canvas.fill(shape, 0.014, 1, 226);
            canvas.fill(Shape.ellipse(cu, cv, r * 0.45 * squeeze, r * 0.45 / squeeze), 0.02, 1, 120);
            scene.mark(kind, box);
        }
    }
}

package org.llavamed.data.phantom;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A phantom while it is drawn: the canvas, the random choices, and the marks so far. Not thread-safe. */
final class Scene {
    private static final int LEAST = 256;

    private final PhantomPlan plan;
    private final Canvas canvas;
    private final Noise noise;
    private final Draws anatomy;
    private final List<Mark> marks = new ArrayList<>();

    Scene(PhantomPlan plan) {
        this.plan = plan;
        this.anatomy = Draws.of(plan.seed(), "anatomy");
        this.noise = new Noise(Draws.of(plan.seed(), "texture"));
        Draws draws = Draws.of(plan.seed(), "frame");
        int shorter = LEAST + draws.below(65);
        int longer = (int) (shorter * draws.between(1, 1.2));
        boolean wide = draws.chance(0.5);
        int width = wide ? longer : shorter;
        int height = wide ? shorter : longer;
        boolean grey =
                switch (plan.domain()) {
                    case CHEST_XRAY, CT_SCAN, MRI -> true;
                    case HISTOLOGY, GROSS -> false;
                };
        double zoom = draws.between(0.86, 1.02);
        double habit = draws.between(0.95, 1.06); // slim or stout
        double halfWidth = 0.5 * Math.min(width, 1.12 * height) * zoom * habit;
        double halfHeight = 0.5 * Math.min(height, 1.12 * width) * zoom / habit;
        double turn = draws.between(-0.1, 0.1);
        double x = width * draws.between(0.47, 0.53);
        double y = height * draws.between(0.47, 0.53);
        this.canvas = new Canvas(
                width,
                height,
                grey ? 1 : 3,
                Frame.of(x, y, halfWidth, halfHeight, turn),
                noise,
                draws.between(0.015, 0.035));
    }

    Phantom draw() {
        switch (plan.domain()) {
            case CHEST_XRAY -> new ChestFilm(this).draw();
            case CT_SCAN -> {
                switch (plan.organ()) {
                    case BRAIN -> new Head(this).draw();
                    case CHEST -> new ChestSlice(this).draw();
                    default -> new AbdomenSlice(this).draw();
                }
            }
            case MRI -> {
                if (plan.organ() == Organ.KNEE) {
                    new Knee(this).draw();
                } else {
                    new Head(this).draw();
                }
            }
            case HISTOLOGY -> new Section(this).draw();
            case GROSS -> new Specimen(this).draw();
        }
        return new Phantom(plan, marks, new Finish(plan, canvas).image());
    }

    PhantomPlan plan() {
        return plan;
    }

    Canvas canvas() {
        return canvas;
    }

    Noise noise() {
        return noise;
    }

    /** The choices that findings have no part in. */
    Draws anatomy() {
        return anatomy;
    }

    /** The choices of a finding alone. */
    Draws draws(FindingKind kind) {
        return Draws.of(plan.seed(), "drawing " + kind);
    }

    /** A finding if it is present. */
    @Nullable
    Finding present(FindingKind kind) {
        Finding finding = plan.find(kind);
        return finding != null && finding.present() ? finding : null;
    }

    void mark(FindingKind kind, PixelBox box) {
        if (box.width() > 0) {
            marks.add(new Mark(kind, box));
        }
    }

    /** Sides to draw a finding on, as signs of u: the patient's left is at the right of the image. */
    static List<Integer> signs(Finding finding) {
        if (finding.side() == null) {
            return List.of(1);
        }
        return switch (finding.side()) {
            case LEFT -> List.of(1);
            case RIGHT -> List.of(-1);
            case BOTH -> List.of(-1, 1);
        };
    }
}

package org.llavamed.data.phantom;

import org.llavamed.data.figure.Domain;

/** Letters, rulers and scale bars in the corners, drawn from bars of pixels instead of a font. */
final class Labels {
    private static final int[] LETTER_L = {0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111};
    private static final int[] LETTER_R = {0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001};

    private final PhantomPlan plan;
    private final int width;
    private final int height;
    private final float[][] planes;
    private final Draws draws;

    Labels(PhantomPlan plan, int width, int height, float[][] planes, Draws draws) {
        this.plan = plan;
        this.width = width;
        this.height = height;
        this.planes = planes;
        this.draws = draws;
    }

    void draw() {
        switch (plan.domain()) {
            case CHEST_XRAY -> letter(0.7);
            case CT_SCAN, MRI -> letter(0.35);
            case HISTOLOGY -> scaleBar();
            case GROSS -> ruler();
        }
    }

    /** The patient's left is at the right of the image; the letter says so. */
    private void letter(double share) {
        if (!draws.chance(share) || !plan.view().hasSides()) {
            return;
        }
        boolean left = draws.chance(0.5);
        int dot = 2 + draws.below(2);
        int x = left ? width - 8 * dot - draws.below(10) : 2 * dot + draws.below(10);
        int y = 3 * dot + draws.below(height / 12);
        int[] rows = left ? LETTER_L : LETTER_R;
        for (int row = 0; row < 7; row++) {
            for (int column = 0; column < 5; column++) {
                if ((rows[row] >> (4 - column) & 1) != 0) {
                    bar(x + column * dot, y + row * dot, dot, dot, 245);
                }
            }
        }
    }

    private void scaleBar() {
        if (draws.chance(0.5)) {
            int length = width / 7 + draws.below(width / 12);
            bar(width - length - 12, height - 16, length, 4, draws.chance(0.5) ? 0 : 250);
        }
    }

    private void ruler() {
        if (plan.domain() != Domain.GROSS || !draws.chance(0.6)) {
            return;
        }
        int thick = height / 16;
        int top = draws.chance(0.5) ? 2 : height - thick - 2;
        int from = width / 12 + draws.below(width / 8);
        int to = width - width / 12;
        bar(from, top, to - from, thick, 236);
        int step = 9 + draws.below(4);
        for (int x = from + 4, tick = 0; x < to - 2; x += step, tick++) {
            bar(x, top, 1, tick % 5 == 0 ? thick * 2 / 3 : thick / 3, 20);
        }
    }

    private void bar(int left, int top, int across, int down, float value) {
        for (int y = Math.max(0, top); y < Math.min(height, top + down); y++) {
            for (int x = Math.max(0, left); x < Math.min(width, left + across); x++) {
                for (float[] plane : planes) {
                    plane[y * width + x] = value;
                }
            }
        }
    }
}

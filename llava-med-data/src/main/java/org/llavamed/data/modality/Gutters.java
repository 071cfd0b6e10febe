package org.llavamed.data.modality;

/**
 * Finds the white or black lines that separate the panels of a figure: columns (or rows) of one shade over the whole height
 * (or width) with content on both sides. White rows are looked for first, and columns inside the parts they leave, because
 * text below the panels would interrupt the columns. Charts have such gaps between axis and text, and slices lie on black;
 * so both sides must be of a panel's size and filled, and a black line must be thin.
 */
final class Gutters {
    /** A panel takes at least this share of the width or height. */
    private static final double PANEL = 0.2;

    /** A part that is searched on its own takes at least this share of the picture. */
    private static final double PART = 0.4;

    /** The line may wander by this much, as JPEG makes it, from pure white or black. */
    private static final int TOLERANCE = 16;

    /** Of this share of samples on a line the shade does not matter: arrows cross it. */
    private static final double CROSSED = 0.02;

    /** A black strip wider than this share is background, not a line. */
    private static final double BLACK_LINE = 0.03;

    private static final int SAMPLES = 400;
    private static final int SMALLEST = 40;

    private final byte[] rgb;
    private final int width;

    private final double crossed;

    private Gutters(byte[] rgb, int width, double crossed) {
        this.rgb = rgb;
        this.width = width;
        this.crossed = crossed;
    }

    /** Whether lines divide the picture into panels. Through a chart's white many lines nearly pass, so none may be crossed. */
    static boolean divide(byte[] rgb, int width, int height, boolean chart) {
        return new Gutters(rgb, width, chart ? 0 : CROSSED).divides(width, height);
    }

    private boolean divides(int width, int height) {
        Shade[] rows = shades(false, height, 0, width);
        if (splits(rows) || splits(shades(true, width, 0, height))) {
            return true;
        }
        int from = 0;
        while (from < height) {
            int to = from;
            while (to < height && rows[to] != Shade.WHITE) {
                to++;
            }
            if (to - from >= PART * height && to - from < height && splits(shades(true, width, from, to))) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    /** Whether a line lies between two parts of a panel's size. */
    private static boolean splits(Shade[] shades) {
        int begin = 0;
        int end = shades.length;
        while (begin < end && shades[begin] != Shade.CONTENT) {
            begin++;
        }
        while (end > begin && shades[end - 1] != Shade.CONTENT) {
            end--;
        }
        if (end - begin < SMALLEST) {
            return false;
        }
        int smallest = (int) ((end - begin) * PANEL);
        int at = begin;
        while (at < end) {
            Shade shade = shades[at];
            int to = at + 1;
            while (to < end && shades[to] == shade) {
                to++;
            }
            boolean line = shade == Shade.WHITE || (shade == Shade.BLACK && to - at <= BLACK_LINE * shades.length);
            if (line
                    && at - begin >= smallest
                    && end - to >= smallest
                    && filled(begin, at, shades)
                    && filled(to, end, shades)) {
                return true;
            }
            at = to;
        }
        return false;
    }

    /** Pictures have content nearly everywhere; text and bars of charts have blank lines between them. */
    private static boolean filled(int from, int to, Shade[] shades) {
        int content = 0;
        for (int i = from; i < to; i++) {
            content += shades[i] == Shade.CONTENT ? 1 : 0;
        }
        return content >= 0.8 * (to - from);
    }

    private Shade[] shades(boolean columns, int count, int from, int to) {
        Shade[] shades = new Shade[count];
        for (int i = 0; i < count; i++) {
            shades[i] = shade(columns, i, from, to);
        }
        return shades;
    }

    private Shade shade(boolean columns, int index, int from, int to) {
        int step = Math.max(1, (to - from) / SAMPLES);
        int allowed = (int) (crossed * (to - from) / step);
        int notWhite = 0;
        int notBlack = 0;
        for (int i = from; i < to && (notWhite <= allowed || notBlack <= allowed); i += step) {
            int at = (columns ? i * width + index : index * width + i) * 3;
            int low = Math.min(rgb[at] & 0xff, Math.min(rgb[at + 1] & 0xff, rgb[at + 2] & 0xff));
            int high = Math.max(rgb[at] & 0xff, Math.max(rgb[at + 1] & 0xff, rgb[at + 2] & 0xff));
            notWhite += low < 255 - TOLERANCE ? 1 : 0;
            notBlack += high > TOLERANCE ? 1 : 0;
        }
        return notWhite <= allowed ? Shade.WHITE : notBlack <= allowed ? Shade.BLACK : Shade.CONTENT;
    }

    private enum Shade {
        WHITE,
        BLACK,
        CONTENT
    }
}

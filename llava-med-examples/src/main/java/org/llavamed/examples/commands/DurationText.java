package org.llavamed.examples.commands;

import java.util.Locale;

/** Times in words: {@code 12 s}, {@code 7 min}, {@code 3 h 05 min}. */
final class DurationText {
    private DurationText() {}

    static String of(double seconds) {
        if (!Double.isFinite(seconds) || seconds < 0) {
            return "?";
        }
        long whole = Math.round(seconds);
        if (whole < 120) {
            return whole + " s";
        }
        long minutes = whole / 60;
        return minutes < 120
                ? minutes + " min"
                : String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
    }
}

package org.llavamed.train;

import java.util.List;
import java.util.Locale;

/** Says what a misspelt name was probably meant to be. */
final class Spelling {
    private static final int LONGEST = 60; // no known name is nearly as long

    private Spelling() {}

    /** For example {@code train names "projecter"; did you mean "projector"? Known are projector, lora}. */
    static String unknown(String where, String name, List<String> known) {
        String nearest = nearest(name, known);
        String meant = nearest.isEmpty() ? " known are " : " did you mean \"" + nearest + "\"? Known are ";
        return where + " " + quote(name) + ";" + meant + String.join(", ", known);
    }

    /** Text of a file, short enough for a message. */
    static String quote(String text) {
        return '"' + shorten(text) + '"';
    }

    static String shorten(String text) {
        String shown = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }

    /** The known name with the fewest edits, or "" if a third of the letters or more would change. */
    static String nearest(String name, List<String> known) {
        String best = "";
        int fewest = Integer.MAX_VALUE;
        for (String candidate : name.length() > LONGEST ? List.<String>of() : known) {
            int edits = edits(plain(name), plain(candidate));
            if (edits < fewest && 3 * edits <= Math.max(name.length(), candidate.length())) {
                best = candidate;
                fewest = edits;
            }
        }
        return best;
    }

    /** Without what people write in different ways: batchSize, batch-size and batch_size. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_\\-. ]", "");
    }

    /** Letters to insert, remove or change, and neighbours to swap (optimal string alignment). */
    private static int edits(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1]; // [letters of a][letters of b]
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int change = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(change, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], 1 + edits[i - 2][j - 2]);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}

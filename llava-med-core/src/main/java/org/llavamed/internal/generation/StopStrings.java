package org.llavamed.internal.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.llavamed.error.PromptException;

/**
 * Cuts a streamed text at the first stop string. Text that may be the beginning of a stop string is held back until it is
 * clear; the rest is let through at once. How the text is divided into pushes makes no difference: it stops at the
 * earliest character with which a stop string is complete, and is cut where that string begins (the longest, if several
 * end there). Not thread-safe.
 */
public final class StopStrings {
    private final String[] stops;
    private final int[][] fallbacks; // Knuth-Morris-Pratt failure function of each stop string
    private final int[] matched; // how many characters of each stop string the text ends in
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    /**
     * Starts a text.
     *
     * @param stops texts to stop at, none or more
     * @throws PromptException if one is empty, as every text would stop at once, or not well-formed UTF-16
     */
    public StopStrings(List<String> stops) {
        List<int[]> failures = new ArrayList<>();
        for (String stop : stops) {
            if (stop.isEmpty()) {
                throw new PromptException("an empty stop string would end every answer at once; leave it out");
            }
            // Half a surrogate pair would match inside a character and split it.
            if (stop.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                throw new PromptException("a stop string holds half of a surrogate pair");
            }
            failures.add(failureFunction(stop));
        }
        this.stops = stops.toArray(String[]::new);
        this.fallbacks = failures.toArray(int[][]::new);
        this.matched = new int[this.stops.length];
    }

    /**
     * Takes the next piece of text. Nothing more comes after a stop.
     *
     * @param text the piece, whole characters
     * @return what of the text so far is now known to be before any stop string, and was not returned before
     */
    public String push(String text) {
        if (stopped) {
            return "";
        }
        for (int i = 0; i < text.length(); i++) {
            held.append(text.charAt(i));
            int completed = advance(text.charAt(i));
            if (completed > 0) {
                stopped = true;
                String before = held.substring(0, held.length() - completed);
                held.setLength(0);
                return before;
            }
        }
        int keep = 0;
        for (int length : matched) {
            keep = Math.max(keep, length);
        }
        String released = held.substring(0, held.length() - keep);
        held.delete(0, released.length());
        return released;
    }

    /**
     * Whether a stop string was found.
     *
     * @return true from the push that completed it on
     */
    public boolean stopped() {
        return stopped;
    }

    /**
     * Ends the text.
     *
     * @return what was held back and turned out to be no stop string; empty after a stop
     */
    public String finish() {
        String rest = held.toString();
        held.setLength(0);
        Arrays.fill(matched, 0);
        return rest;
    }

    /** Moves every stop string on by a character; the length of the longest one that is now complete, or 0. */
    private int advance(char c) {
        int completed = 0;
        for (int s = 0; s < stops.length; s++) {
            String stop = stops[s];
            int length = matched[s];
            while (length > 0 && stop.charAt(length) != c) {
                length = fallbacks[s][length - 1];
            }
            if (stop.charAt(length) == c) {
                length++;
            }
            if (length == stop.length()) {
                completed = Math.max(completed, length);
                length = fallbacks[s][length - 1];
            }
            matched[s] = length;
        }
        return completed;
    }

    /** For each prefix the length of its longest proper prefix that is also its end. */
    private static int[] failureFunction(String stop) {
        int[] failure = new int[stop.length()];
        int length = 0;
        for (int i = 1; i < stop.length(); i++) {
            while (length > 0 && stop.charAt(i) != stop.charAt(length)) {
                length = failure[length - 1];
            }
            if (stop.charAt(i) == stop.charAt(length)) {
                length++;
            }
            failure[i] = length;
        }
        return failure;
    }
}

package org.llavamed.internal.generation;

/**
 * Drops white space at both ends of a streamed text, as the reference strips its answers: leading space at once, trailing
 * space by holding it back until something follows. Not thread-safe.
 */
final class TextTrimmer {
    private final StringBuilder held = new StringBuilder();
    private boolean begun;

    /** Takes the next piece and returns what is certain to stay. */
    String push(String text) {
        held.append(text);
        int start = 0;
        if (!begun) {
            while (start < held.length() && isSpace(held.charAt(start))) {
                start++;
            }
        }
        int end = held.length();
        while (end > start && isSpace(held.charAt(end - 1))) {
            end--;
        }
        String released = held.substring(start, end);
        held.delete(0, begun || !released.isEmpty() ? end : start);
        begun |= !released.isEmpty();
        return released;
    }

    /** What Python's {@code str.strip} takes for white space; all in the basic plane. */
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}

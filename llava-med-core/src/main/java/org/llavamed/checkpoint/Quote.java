package org.llavamed.checkpoint;

/** Text taken from a file, made safe and short enough for a message. */
final class Quote {
    private Quote() {}

    static String of(String text) {
        String shown = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}

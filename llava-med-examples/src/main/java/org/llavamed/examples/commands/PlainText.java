package org.llavamed.examples.commands;

import java.util.regex.Pattern;

/** Text of a data file as it may be printed on a terminal. */
final class PlainText {
    /** Control characters, which steer a terminal or forge lines, and those that turn the direction of what follows. */
    private static final Pattern UNSAFE =
            Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private PlainText() {}

    /** The text on one line, a blank for each such character. */
    static String of(String text) {
        return UNSAFE.matcher(text).replaceAll(" ");
    }
}

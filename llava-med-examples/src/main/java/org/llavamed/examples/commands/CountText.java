package org.llavamed.examples.commands;

/** Numbers of things in words: 1 article, 2 articles. */
final class CountText {
    private CountText() {}

    /** A number and its noun. */
    static String of(long count, String noun) {
        return count + " " + noun(count, noun);
    }

    /** The noun alone, for a number that stands elsewhere or is written with commas. */
    static String noun(long count, String noun) {
        if (count == 1) {
            return noun;
        }
        return noun.endsWith("ry") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }
}

package org.llavamed.data.clean;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One rule of {@code rules.txt}.
 *
 * @param name what the counts call it
 * @param kind what it does
 * @param triggers bits of the sets of words without one of each of which it cannot match, see {@link Triggers}
 * @param pattern all its patterns in one
 * @param examples what the tests run
 */
record CleaningRule(String name, Kind kind, long triggers, Pattern pattern, List<Example> examples) {
    enum Kind {
        REFUSAL,
        CUT,
        DELETE,
        SOURCE;

        static Kind of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * An example of the file.
     *
     * @param word {@code drop}, {@code keep} or {@code change}
     * @param before a text
     * @param after what it becomes, empty if it is dropped
     */
    record Example(String word, String before, String after) {}

    /** Whether the words are there without which it cannot match. */
    boolean mayFind(long present) {
        return (present & triggers) == triggers;
    }

    /** Whether the rule finds something in a text whose trigger words are known. */
    boolean finds(String text, long present) {
        return mayFind(present) && matcher(text).find();
    }

    Matcher matcher(String text) {
        return pattern.matcher(text);
    }
}

package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as people read them. */
final class Words {
    private Words() {}

    /** {@code 48 s}, {@code 12 min 05 s}. */
    static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 100 ? whole + " s" : String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }

    /** A percentage with one digit. */
    static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** {@code steps 300, loss 2.31}; empty if there are none. */
    static String facts(ObjectNode facts) {
        return facts.properties().stream()
                .map(fact ->
                        fact.getKey().replace('_', ' ') + " " + fact.getValue().asText())
                .collect(Collectors.joining(", "));
    }
}

package org.llavamed.data.article;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The characters that the DTDs of JATS name (the ISO sets, as in the W3C's "XML Entity Definitions for Characters"), because no
 * DTD is read. A fixed table: nothing that an article declares is expanded.
 */
final class EntityNames {
    private EntityNames() {}

    /** What a name stands for, or null. */
    static @Nullable String text(String name) {
        return Table.NAMES.get(name);
    }

    /** Read when the first entity is met; hardly any article has one. */
    private static final class Table {
        static final Map<String, String> NAMES = read();

        private static Map<String, String> read() {
            Map<String, String> names = new HashMap<>();
            for (String line : TextResource.lines("entities.txt")) {
                String[] parts = line.split(" ", -1);
                StringBuilder text = new StringBuilder();
                for (int i = 1; i < parts.length; i++) {
                    text.appendCodePoint(Integer.parseInt(parts[i], 16));
                }
                names.put(parts[0], text.toString());
            }
            return Map.copyOf(names);
        }
    }
}

package org.llavamed.data.article;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of figures that are file names everywhere: {@code <article>_<figure id>}. Of an id letters and digits of ASCII, dot,
 * underscore and hyphen stay, the rest becomes underscores; a figure without an id is {@code fig<its place>}; what would be used
 * twice (case not counting) gets {@code -2}, {@code -3} and so on.
 */
final class PairIds {
    private static final int MAX_LENGTH = 90;

    private PairIds() {}

    /** The names of the figures of an article, in their order. */
    static List<String> of(String article, List<? extends @Nullable String> figureIds) {
        String prefix = (article.startsWith(".") ? "_" : "") + safe(article) + "_"; // no hidden file
        Set<String> asWritten = new HashSet<>(); // an id of the article itself is not given to another figure
        for (String id : figureIds) {
            if (id != null) {
                asWritten.add(key(safe(id)));
            }
        }
        Set<String> used = new HashSet<>();
        List<String> names = new ArrayList<>(figureIds.size());
        for (int i = 0; i < figureIds.size(); i++) {
            String id = figureIds.get(i);
            String base = id == null ? "fig" + (i + 1) : safe(id);
            String name = base;
            boolean taken = used.contains(key(name)) || (id == null && asWritten.contains(key(name)));
            for (int n = 2; taken; n++) {
                name = base + "-" + n;
                taken = used.contains(key(name)) || asWritten.contains(key(name));
            }
            used.add(key(name));
            names.add(prefix + name);
        }
        return names;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static String safe(String id) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < id.length() && name.length() < MAX_LENGTH; i++) {
            char c = id.charAt(i);
            boolean plain = FigureNumber.isLetter(c) || FigureNumber.isDigit(c) || c == '.' || c == '_' || c == '-';
            name.append(plain ? c : '_');
        }
        return name.isEmpty() ? "_" : name.toString();
    }
}

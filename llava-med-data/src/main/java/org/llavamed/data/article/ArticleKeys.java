package org.llavamed.data.article;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pair ids for articles without a PubMed identifier: by the stem of the file. Where files of the same name in several folders
 * would give an id twice, the later article's stem gets {@code -2}, {@code -3}.
 */
final class ArticleKeys {
    private final Set<String> used = new HashSet<>();
    private final Map<String, Integer> last = new HashMap<>();

    List<String> pairIds(String file, List<? extends @Nullable String> figureIds) {
        String name = Graphic.fileName(file);
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        List<String> ids = PairIds.of(stem, figureIds);
        while (ids.stream().anyMatch(id -> used.contains(id.toLowerCase(Locale.ROOT)))) {
            ids = PairIds.of(stem + "-" + last.merge(stem, 2, (before, two) -> before + 1), figureIds);
        }
        ids.forEach(id -> used.add(id.toLowerCase(Locale.ROOT)));
        return ids;
    }
}

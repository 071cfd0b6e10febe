package org.llavamed.data.clean;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.dialogue.Dialogue;

/**
 * What became of a reply: {@code pairsIn} is the number of pairs of the dialogue and of those dropped.
 *
 * @param dialogue the dialogue, or null if no pair is left
 * @param reason why there is none: {@code empty-reply}, {@code no-turns} or {@code nothing-left}; null if there is one
 * @param pairsIn questions and answers found, malformed ones included
 * @param dropped those that did not come through, in order
 * @param changed how often each rule changed an answer, and {@code control-string} and {@code stray-text}
 */
public record Cleaned(
        @Nullable Dialogue dialogue,
        @Nullable String reason,
        int pairsIn,
        List<DroppedPair> dropped,
        Map<String, Integer> changed) {
    /**
     * Copies the lists.
     *
     * @param dialogue as above
     * @param reason as above
     * @param pairsIn as above
     * @param dropped as above
     * @param changed as above
     */
    public Cleaned {
        if ((dialogue == null) == (reason == null)) {
            throw new IllegalArgumentException("either a dialogue or a reason");
        }
        dropped = List.copyOf(dropped);
        changed = changed.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    }
}

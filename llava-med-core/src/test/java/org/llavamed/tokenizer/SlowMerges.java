package org.llavamed.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Byte pair encoding as Sennrich et al. 2016 print it in algorithm 1: all pairs are counted anew for every merge. */
final class SlowMerges {
    private SlowMerges() {}

    static List<String> pieces(WordCounts counts, int most) {
        List<String> pieces = new ArrayList<>();
        for (int character : counts.characters()) {
            pieces.add(Character.toString(character));
        }
        List<List<String>> words = new ArrayList<>();
        for (WordCounts.Word word : counts.words()) {
            words.add(new ArrayList<>(
                    word.text().codePoints().mapToObj(Character::toString).toList()));
        }
        while (pieces.size() < most) {
            Map<List<String>, Long> pairs = new HashMap<>();
            for (int w = 0; w < words.size(); w++) {
                List<String> word = words.get(w);
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.get(i).length() + word.get(i + 1).length() <= 16) {
                        pairs.merge(
                                word.subList(i, i + 2).stream().toList(),
                                counts.words().get(w).count(),
                                Long::sum);
                    }
                }
            }
            List<String> best = pairs.keySet().stream()
                    .filter(pair -> pairs.getOrDefault(pair, 0L) >= 2)
                    .min(Comparator.<List<String>>comparingLong(pair -> -pairs.getOrDefault(pair, 0L))
                            .thenComparing(pair -> String.join("", pair))
                            .thenComparing(pair -> pieces.indexOf(pair.get(0))))
                    .orElse(null);
            if (best == null) {
                break;
            }
            String joined = String.join("", best);
            if (!pieces.contains(joined)) {
                pieces.add(joined);
            }
            for (List<String> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.subList(i, i + 2).equals(best)) {
                        word.set(i, joined);
                        word.remove(i + 1);
                    }
                }
            }
        }
        return pieces;
    }
}

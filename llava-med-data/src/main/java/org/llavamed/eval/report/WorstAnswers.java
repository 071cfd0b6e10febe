package org.llavamed.eval.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.vqa.ItemResult;

/**
 * Picks the worst answers: the lowest strict score first, and among equal scores as evenly from the types of questions as they allow.
 * Which of several that are equal in both is left to chance, the same for the same seed.
 */
final class WorstAnswers {
    private WorstAnswers() {}

    /** At most so many answers that are not wholly right. */
    static List<ItemResult> of(List<ItemResult> items, int most, long seed) {
        TreeMap<Double, List<ItemResult>> levels = new TreeMap<>();
        for (ItemResult item : items) {
            if (item.strict() < 1) { // not NaN either
                levels.computeIfAbsent(item.strict() + 0.0, score -> new ArrayList<>())
                        .add(item);
            }
        }
        Random random = new Random(seed);
        Map<String, Integer> taken = new HashMap<>();
        List<ItemResult> worst = new ArrayList<>();
        for (List<ItemResult> level : levels.values()) {
            if (worst.size() < most) {
                take(level, most, random, taken, worst);
            }
        }
        return List.copyOf(worst);
    }

    private static void take(
            List<ItemResult> level, int most, Random random, Map<String, Integer> taken, List<ItemResult> worst) {
        Collections.shuffle(level, random);
        TreeMap<String, Deque<ItemResult>> byType = new TreeMap<>();
        level.forEach(item ->
                byType.computeIfAbsent(type(item), type -> new ArrayDeque<>()).add(item));
        List<String> types = new ArrayList<>(byType.keySet());
        Collections.shuffle(types, random);
        while (worst.size() < most) {
            String type = types.stream()
                    .filter(one -> !byType.getOrDefault(one, new ArrayDeque<>()).isEmpty())
                    .min(Comparator.comparingInt(one -> taken.getOrDefault(one, 0)))
                    .orElse(null);
            if (type == null) {
                return;
            }
            worst.add(byType.getOrDefault(type, new ArrayDeque<>()).remove());
            taken.merge(type, 1, Integer::sum);
        }
    }

    /** The question type, the first if there are several, apart for open and closed questions. */
    private static String type(ItemResult result) {
        BenchmarkItem item = result.answered().item();
        String type = item.traits().questionType();
        return (type == null ? "" : type.split(",", 2)[0].strip()) + " " + item.type();
    }
}

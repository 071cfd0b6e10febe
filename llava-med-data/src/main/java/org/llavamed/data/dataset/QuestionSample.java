package org.llavamed.data.dataset;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;

/**
 * A sample of the distinct questions of a file: those with the smallest hashes. Each distinct question is as likely as any
 * other, and neither their order nor how often one comes changes the sample.
 */
final class QuestionSample {
    private static final int MOST_CHARACTERS = 400;
    private static final int MOST_DISTINCT = 1_500_000; // 16 bytes each; beyond that they are not told apart any more

    private final int size;
    private final KeyHash hash;
    private final LongTable distinct = new LongTable();
    private final Map<Long, Entry> kept = new HashMap<>();
    private final PriorityQueue<Long> largest = new PriorityQueue<>(Comparator.reverseOrder());

    private static final class Entry {
        private final String text;
        private long times = 1;

        private Entry(String text) {
            this.text = text;
        }
    }

    QuestionSample(int size, long seed) {
        this.size = size;
        hash = new KeyHash(seed);
    }

    void add(String question) {
        long key = hash.of("question", question);
        if (distinct.size() < MOST_DISTINCT) {
            distinct.put(key, 1);
        }
        Entry entry = kept.get(key);
        if (entry != null) {
            entry.times++;
        } else if (size > 0 && (kept.size() < size || key < largest.element())) {
            if (kept.size() == size) {
                kept.remove(largest.remove());
            }
            kept.put(key, new Entry(question.substring(0, Math.min(question.length(), MOST_CHARACTERS))));
            largest.add(key);
        }
    }

    /** How many distinct questions there are, at least. */
    int distinct() {
        return distinct.size();
    }

    boolean distinctIsExact() {
        return distinct.size() < MOST_DISTINCT;
    }

    int kept() {
        return kept.size();
    }

    /** Hands over each question of the sample and how often it came. */
    void forEach(BiConsumer<String, Long> consumer) {
        kept.values().forEach(entry -> consumer.accept(entry.text, entry.times));
    }
}

package org.llavamed.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pieces of a vocabulary by joining pairs (Sennrich et al. 2016, algorithm 1), on different words instead of on the
 * text. Every pair knows the words it occurs in, so that a merge touches no others. For one thread and one use.
 */
final class MergeTraining {
    static final int LONGEST_PIECE = 16; // characters; SentencePiece's max_sentencepiece_length
    private static final int FEWEST = 2; // what occurs once teaches nothing

    /** Two neighbouring symbols. */
    private static final class Pair {
        final int left;
        final int right;
        final String text;
        long count;
        int[] words = new int[2];
        int wordCount;

        Pair(int left, int right, String text) {
            this.left = left;
            this.right = right;
            this.text = text;
        }

        /** Words come in runs, so a look at the last one finds nearly all repetitions. */
        void occursIn(int word) {
            if (wordCount > 0 && words[wordCount - 1] == word) {
                return;
            }
            if (wordCount == words.length) {
                words = Arrays.copyOf(words, wordCount + wordCount / 2 + 1);
            }
            words[wordCount++] = word;
        }
    }

    /** A pair with the count it had when it was put in the queue. */
    private record Candidate(Pair pair, long count) {}

    /** Most frequent first; by text where counts are equal, and the one with the shorter left part if that is equal too. */
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingLong(Candidate::count)
            .reversed()
            .thenComparing(candidate -> candidate.pair().text)
            .thenComparingInt(candidate -> candidate.pair().left);

    private final List<String> pieces = new ArrayList<>();
    private final Map<String, Integer> symbols = new HashMap<>();
    private final int[][] words; // [different words][symbols of the word now]
    private final long[] counts; // [different words]
    private final Map<Long, Pair> pairs = new HashMap<>();
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>(BEST_FIRST);

    MergeTraining(int[] characters, WordCounts texts) {
        Symbols characterSymbols = new Symbols();
        for (int character : characters) {
            characterSymbols.put(character, pieces.size());
            addPiece(Character.toString(character));
        }
        List<WordCounts.Word> counted = texts.words();
        words = new int[counted.size()][];
        counts = new long[counted.size()];
        for (int word = 0; word < words.length; word++) {
            // Characters without a piece are -1 and joined with nothing.
            words[word] = counted.get(word)
                    .text()
                    .codePoints()
                    .map(characterSymbols::of)
                    .toArray();
            counts[word] = counted.get(word).count();
        }
    }

    /** The characters and then the joined pieces in the order of their merges, so many or fewer in all. */
    List<String> pieces(int most) {
        for (int word = 0; word < words.length; word++) {
            for (int i = 0; i + 1 < words[word].length; i++) {
                Pair pair = pair(words[word][i], words[word][i + 1]);
                if (pair != null) {
                    pair.count += counts[word];
                    pair.occursIn(word);
                }
            }
        }
        pairs.values().forEach(this::offer);
        while (pieces.size() < most && !queue.isEmpty()) {
            Candidate best = queue.poll();
            if (best.count() == best.pair().count) {
                merge(best.pair());
            } else if (best.count() > best.pair().count) {
                offer(best.pair()); // other merges have taken some of its places since
            }
        }
        return List.copyOf(pieces);
    }

    private void offer(Pair pair) {
        if (pair.count >= FEWEST) {
            queue.add(new Candidate(pair, pair.count));
        }
    }

    private void merge(Pair pair) {
        // "aaa" may be joined from the left and from the right: encoding knows texts only, so both are one piece.
        Integer known = symbols.get(pair.text);
        int joined = known != null ? known : addPiece(pair.text);
        Set<Pair> grown = new LinkedHashSet<>();
        for (int i = 0; i < pair.wordCount; i++) {
            merge(pair, pair.words[i], joined, grown);
        }
        pairs.remove(key(pair.left, pair.right));
        grown.forEach(this::offer);
    }

    private void merge(Pair merged, int word, int joined, Set<Pair> grown) {
        int[] before = words[word];
        int[] after = new int[before.length];
        int length = 0;
        for (int i = 0; i < before.length; i++) {
            if (i + 1 < before.length && before[i] == merged.left && before[i + 1] == merged.right) {
                after[length++] = joined;
                i++;
            } else {
                after[length++] = before[i];
            }
        }
        if (length == before.length) {
            return;
        }
        for (int i = 0; i + 1 < before.length; i++) {
            Pair pair = pair(before[i], before[i + 1]);
            if (pair != null) {
                pair.count -= counts[word];
            }
        }
        for (int i = 0; i + 1 < length; i++) {
            Pair pair = pair(after[i], after[i + 1]);
            if (pair != null) {
                pair.count += counts[word];
                if (pair.left == joined || pair.right == joined) {
                    pair.occursIn(word);
                    grown.add(pair);
                }
            }
        }
        words[word] = Arrays.copyOf(after, length);
    }

    /** The pair of two symbols, or null if they cannot be joined. */
    private @Nullable Pair pair(int left, int right) {
        if (left < 0 || right < 0) {
            return null;
        }
        Pair known = pairs.get(key(left, right));
        if (known != null) {
            return known;
        }
        String text = pieces.get(left) + pieces.get(right);
        if (text.codePointCount(0, text.length()) > LONGEST_PIECE) {
            return null;
        }
        Pair pair = new Pair(left, right, text);
        pairs.put(key(left, right), pair);
        return pair;
    }

    private int addPiece(String text) {
        symbols.put(text, pieces.size());
        pieces.add(text);
        return pieces.size() - 1;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }
}

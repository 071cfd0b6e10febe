package org.llavamed.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Byte pair encoding with byte fallback (Sennrich et al. 2016, section 3.2; the order of merges is that of SentencePiece's
 * {@code bpe_model.cc} and of the tokenizers library: best rank first, then leftmost). A heap and a linked list make it
 * O(n log n) in the number of characters. Immutable.
 */
final class BytePairEncoder {
    private final Vocabulary vocabulary;
    private final Symbols symbols;
    private final MergeTable merges;

    BytePairEncoder(Vocabulary vocabulary, Symbols symbols, MergeTable merges) {
        this.vocabulary = vocabulary;
        this.symbols = symbols;
        this.merges = merges;
    }

    /** Appends the ids of one run, with starts inside the run. Every char of it must belong to a whole code point. */
    void encode(String run, IdBuffer out) {
        Sequence sequence = new Sequence(run);
        sequence.mergeAll();
        for (int at = 0; at < sequence.length; at = sequence.next[at]) {
            emit(run, sequence, at, out);
        }
    }

    private void emit(String run, Sequence sequence, int at, IdBuffer out) {
        int symbol = sequence.symbol[at];
        int start = sequence.offset[at];
        if (symbol >= 0 && symbol < vocabulary.size()) {
            out.add(symbol, start);
            return;
        }
        String character = run.substring(start, start + Character.charCount(run.codePointAt(start)));
        for (byte value : character.getBytes(StandardCharsets.UTF_8)) {
            out.add(vocabulary.byteId(value & 0xff), start);
        }
    }

    /** The symbols of one run as a doubly linked list over arrays, one entry a code point at first. */
    private final class Sequence {
        final int length;
        final int[] offset;
        final int[] symbol;
        final int[] next;
        final int[] previous;
        // Possible merges as rank << 32 | left position: the smallest number is the merge to do next.
        private long[] heap;
        private int heapSize;

        Sequence(String run) {
            length = run.codePointCount(0, run.length());
            offset = new int[length];
            symbol = new int[length];
            next = new int[length];
            previous = new int[length];
            heap = new long[Math.max(16, length)];
            int start = 0;
            for (int i = 0; i < length; i++) {
                int codePoint = run.codePointAt(start);
                offset[i] = start;
                symbol[i] = symbols.of(codePoint);
                next[i] = i + 1;
                previous[i] = i - 1;
                start += Character.charCount(codePoint);
            }
        }

        void mergeAll() {
            for (int i = 0; i + 1 < length; i++) {
                offer(i);
            }
            while (heapSize > 0) {
                long best = poll();
                int left = (int) best;
                int right = next[left];
                if (right < 0 || right >= length) {
                    continue;
                }
                int slot = merges.find(symbol[left], symbol[right]);
                // An entry is stale when one of the two has been merged away since.
                if (slot < 0 || merges.rank(slot) != (int) (best >>> 32)) {
                    continue;
                }
                symbol[left] = merges.result(slot);
                next[left] = next[right];
                if (next[right] < length) {
                    previous[next[right]] = left;
                }
                next[right] = -1;
                offer(left);
                if (previous[left] >= 0) {
                    offer(previous[left]);
                }
            }
        }

        private void offer(int left) {
            if (next[left] >= length) {
                return;
            }
            int slot = merges.find(symbol[left], symbol[next[left]]);
            if (slot >= 0) {
                push((long) merges.rank(slot) << 32 | left);
            }
        }

        private void push(long entry) {
            if (heapSize == heap.length) {
                heap = Arrays.copyOf(heap, heapSize + heapSize / 2 + 1);
            }
            int at = heapSize++;
            while (at > 0 && heap[(at - 1) / 2] > entry) {
                heap[at] = heap[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            heap[at] = entry;
        }

        private long poll() {
            long top = heap[0];
            long last = heap[--heapSize];
            int at = 0;
            for (int child = 1; child < heapSize; child = 2 * at + 1) {
                if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                    child++;
                }
                if (heap[child] >= last) {
                    break;
                }
                heap[at] = heap[child];
                at = child;
            }
            heap[at] = last;
            return top;
        }
    }
}

package org.llavamed.internal.generation;

import java.util.Arrays;

/**
 * The largest k of a stream of values with their ids: a binary heap in one array of longs, so that a vocabulary of
 * 50,000 costs one pass and no boxed objects. Among equal values the lower id counts as larger.
 */
final class LargestKeys {
    private final long[] heap; // heap[0] is the smallest of those kept
    private int size;

    /** Keeps up to k entries; k must be at least 1. */
    LargestKeys(int k) {
        heap = new long[k];
    }

    /** Offers a value that is not NaN. */
    void offer(int id, float value) {
        long key = key(id, value);
        if (size < heap.length) {
            heap[size] = key;
            siftUp(size++);
        } else if (key > heap[0]) {
            heap[0] = key;
            siftDown();
        }
    }

    int size() {
        return size;
    }

    /** The smallest value kept; something must have been offered. */
    float smallest() {
        return value(heap[0]);
    }

    /** The ids kept, largest value first, lower ids first among equal values. */
    int[] idsDescending() {
        long[] sorted = Arrays.copyOf(heap, size);
        Arrays.sort(sorted);
        int[] ids = new int[size];
        for (int i = 0; i < size; i++) {
            ids[i] = id(sorted[size - 1 - i]);
        }
        return ids;
    }

    /** A number that orders by value, then by falling id. */
    static long key(int id, float value) {
        int bits = Float.floatToIntBits(value + 0.0f); // + 0 makes -0 equal to 0
        int ordered = bits ^ ((bits >> 31) & 0x7fffffff); // two's complement order instead of sign and magnitude
        return ((long) ordered << 32) | (0x7fffffff - id);
    }

    static int id(long key) {
        return 0x7fffffff - (int) key;
    }

    static float value(long key) {
        int ordered = (int) (key >> 32);
        return Float.intBitsToFloat(ordered ^ ((ordered >> 31) & 0x7fffffff));
    }

    private void siftUp(int from) {
        int child = from;
        while (child > 0) {
            int parent = (child - 1) >>> 1;
            if (heap[parent] <= heap[child]) {
                return;
            }
            swap(parent, child);
            child = parent;
        }
    }

    private void siftDown() {
        int parent = 0;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[parent] <= heap[child]) {
                return;
            }
            swap(parent, child);
            parent = child;
        }
    }

    private void swap(int a, int b) {
        long held = heap[a];
        heap[a] = heap[b];
        heap[b] = held;
    }
}

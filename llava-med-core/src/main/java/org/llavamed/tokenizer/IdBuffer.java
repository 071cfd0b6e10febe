package org.llavamed.tokenizer;

import java.util.Arrays;

/** A growing list of token ids and of the chars at which they begin. */
final class IdBuffer {
    private int[] ids = new int[64];
    private int[] starts = new int[64];
    private int size;

    void add(int id, int start) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
            starts = Arrays.copyOf(starts, size * 2);
        }
        ids[size] = id;
        starts[size++] = start;
    }

    int size() {
        return size;
    }

    /** Translates the starts from an entry on: start s becomes base + origins[s]. */
    void moveStarts(int from, int base, int[] origins) {
        for (int i = from; i < size; i++) {
            starts[i] = base + origins[starts[i]];
        }
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }

    int[] starts() {
        return Arrays.copyOf(starts, size);
    }
}

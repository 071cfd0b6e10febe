package org.llavamed.data.dataset;

import java.util.Arrays;

/** A hash table from long to long, 16 bytes a place, at most three quarters full. Keys are hashes themselves. */
final class LongTable {
    private static final int MOST = 1 << 29; // places; beyond that arrays end

    private long[] keys = new long[1 << 10]; // 0 is an empty place
    private long[] values = new long[1 << 10];
    private int size;

    int size() {
        return size;
    }

    long get(long key, long absent) {
        int at = place(keys, key(key));
        return keys[at] == 0 ? absent : values[at];
    }

    /** Returns whether the key is new. */
    boolean put(long key, long value) {
        int at = place(keys, key(key));
        boolean added = keys[at] == 0;
        keys[at] = key(key);
        values[at] = value;
        if (added && ++size > keys.length / 4 * 3) {
            grow();
        }
        return added;
    }

    boolean contains(long key) {
        return keys[place(keys, key(key))] != 0;
    }

    /** The keys in ascending order, as signed numbers. */
    long[] sortedKeys() {
        long[] sorted = new long[size];
        int n = 0;
        for (long key : keys) {
            if (key != 0) {
                sorted[n++] = key;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private static long key(long key) {
        return key == 0 ? 1 : key;
    }

    private static int place(long[] keys, long key) {
        int mask = keys.length - 1;
        int at = (int) (key ^ (key >>> 32)) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        if (keys.length >= MOST) {
            throw new IllegalStateException("more than " + size + " keys");
        }
        long[] newKeys = new long[keys.length * 2];
        long[] newValues = new long[keys.length * 2];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                int at = place(newKeys, keys[i]);
                newKeys[at] = keys[i];
                newValues[at] = values[i];
            }
        }
        keys = newKeys;
        values = newValues;
    }
}

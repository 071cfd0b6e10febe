package org.llavamed.tokenizer;

import java.util.Arrays;

/**
 * Which two neighbouring symbols may become one, how urgently, and what they become. A hash table without boxing, because
 * encoding asks it about every pair of neighbours. Filled by one thread, then only read.
 */
final class MergeTable {
    private static final long FREE = -1;

    private long[] keys = new long[1 << 10];
    private int[] ranks = new int[1 << 10];
    private int[] merged = new int[1 << 10];
    private int size;

    MergeTable() {
        Arrays.fill(keys, FREE);
    }

    /** Adds a merge; a later one of the same pair replaces it. Ranks are at least 0, lower ones merge first. */
    void put(int left, int right, int rank, int result) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int slot = slot(key(left, right));
        if (keys[slot] == FREE) {
            keys[slot] = key(left, right);
            size++;
        }
        ranks[slot] = rank;
        merged[slot] = result;
    }

    /** Where the pair is in the table, or -1 if it does not merge. Symbols below 0 never merge. */
    int find(int left, int right) {
        if (left < 0 || right < 0) {
            return -1;
        }
        int slot = slot(key(left, right));
        return keys[slot] == FREE ? -1 : slot;
    }

    int rank(int slot) {
        return ranks[slot];
    }

    int result(int slot) {
        return merged[slot];
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private int slot(long key) {
        long hash = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 32) & (keys.length - 1);
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldRanks = ranks;
        int[] oldMerged = merged;
        keys = new long[oldKeys.length * 2];
        ranks = new int[keys.length];
        merged = new int[keys.length];
        Arrays.fill(keys, FREE);
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldKeys[old] != FREE) {
                int slot = slot(oldKeys[old]);
                keys[slot] = oldKeys[old];
                ranks[slot] = oldRanks[old];
                merged[slot] = oldMerged[old];
            }
        }
    }
}

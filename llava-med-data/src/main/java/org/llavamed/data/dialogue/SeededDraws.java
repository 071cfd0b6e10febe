package org.llavamed.data.dialogue;

import java.util.SplittableRandom;

/**
 * Random choices that depend on a seed and a record's id alone: not on its place in the file, the shard it lies in, or the
 * number of threads.
 */
public final class SeededDraws {
    private SeededDraws() {}

    /**
     * The choices for a record.
     *
     * @param seed of the whole run
     * @param id of the record
     * @return a generator of its own, the same each time
     */
    public static SplittableRandom of(long seed, String id) {
        long hash = 0xcbf29ce484222325L; // FNV-1a over the characters: String.hashCode has too few values for 15 M ids
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        return new SplittableRandom(hash ^ Long.rotateLeft(seed * 0x9e3779b97f4a7c15L, 32));
    }
}

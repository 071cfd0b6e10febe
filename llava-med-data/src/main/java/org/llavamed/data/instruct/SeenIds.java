package org.llavamed.data.instruct;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.llavamed.data.file.Sha256;

/**
 * Which pair ids were seen, in 16 to 32 bytes each: the first 64 bits of their SHA-256. Among a million ids the chance that two
 * look alike is 3 in a hundred million.
 */
final class SeenIds {
    private long[] table = new long[1 << 10]; // 0 is an empty place
    private int size;

    /** Adds an id; false if it was there. */
    boolean add(String id) {
        if (size * 2 >= table.length) {
            grow();
        }
        var digest = Sha256.start();
        Sha256.add(digest, id);
        long hash = ByteBuffer.wrap(digest.digest()).getLong();
        return put(table, hash == 0 ? 1 : hash);
    }

    private boolean put(long[] into, long hash) {
        int at = (int) hash & (into.length - 1);
        while (into[at] != 0) {
            if (into[at] == hash) {
                return false;
            }
            at = (at + 1) & (into.length - 1);
        }
        into[at] = hash;
        size++;
        return true;
    }

    private void grow() {
        long[] old = table;
        table = new long[Math.multiplyExact(old.length, 2)];
        size = 0;
        Arrays.stream(old).filter(hash -> hash != 0).forEach(hash -> put(table, hash));
    }
}

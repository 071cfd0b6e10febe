package org.llavamed.data.fetch;

import java.util.Locale;

/** Hashes of identifiers that become names of files. */
final class PairId {
    private PairId() {}

    /** 64 bits that tell identifiers apart as file systems do that know no capitals. */
    static long hash(String id) {
        return hash64(id.toLowerCase(Locale.ROOT));
    }

    /** FNV-1a over the characters, stirred so that all bits count. */
    static long hash64(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}

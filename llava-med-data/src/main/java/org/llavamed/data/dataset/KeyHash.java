package org.llavamed.data.dataset;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.llavamed.data.file.Sha256;

/** The first 64 bits of the SHA-256 of seed, kind and text: the same on every machine and in every version. */
final class KeyHash {
    private final MessageDigest digest = Sha256.start();
    private final long seed;

    KeyHash(long seed) {
        this.seed = seed;
    }

    long of(String kind, String text) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
        Sha256.add(digest, kind);
        Sha256.add(digest, text);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    /** A hash as a share of all hashes, from 0 to below 1. */
    static double share(long hash) {
        return (hash >>> 11) * 0x1.0p-53;
    }
}

package org.llavamed.examples.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.llavamed.data.file.Sha256;

/** SHA-256 of streams. */
final class Digests {
    private static final int BUFFER = 1 << 16;

    private Digests() {}

    /** Of a file. */
    static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copy(in, OutputStream.nullOutputStream());
        }
    }

    /** Copies all there is; gives the digest of what was copied. */
    static String copy(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = Sha256.start();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
            out.write(buffer, 0, count);
        }
        return Sha256.hex(digest);
    }
}

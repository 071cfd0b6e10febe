package org.llavamed.examples.miniature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.Sha256;
import org.llavamed.error.LlavaMedException;

/** SHA-256 of files below a folder; a file is read once as long as its size and time stay the same. Not thread-safe. */
final class FileDigests {
    private final Path root;
    private final Map<String, Known> known = new HashMap<>();

    private record Known(long size, FileTime time, String digest) {}

    FileDigests(Path root) {
        this.root = root;
    }

    /** Digests by path; of a file that is not there, none. */
    Map<String, String> of(Iterable<String> files) {
        Map<String, String> digests = new TreeMap<>();
        for (String file : files) {
            String digest = of(file);
            if (digest != null) {
                digests.put(file, digest);
            }
        }
        return digests;
    }

    private @Nullable String of(String file) {
        Path path = root.resolve(file);
        if (!Files.isRegularFile(path)) {
            return null;
        }
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            Known before = known.get(file);
            if (before != null && before.size == now.size() && before.time.equals(now.lastModifiedTime())) {
                return before.digest;
            }
            MessageDigest digest = Sha256.start();
            try (InputStream in = Files.newInputStream(path)) {
                byte[] buffer = new byte[1 << 20];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
            String hex = Sha256.hex(digest);
            known.put(file, new Known(now.size(), now.lastModifiedTime(), hex));
            return hex;
        } catch (IOException e) {
            throw new LlavaMedException(path + ": cannot be read (" + e + ")", e);
        }
    }
}

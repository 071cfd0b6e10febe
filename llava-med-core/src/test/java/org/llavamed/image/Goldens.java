package org.llavamed.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The files that {@code src/test/python/make_image_goldens.py} made. */
final class Goldens {
    private Goldens() {}

    static byte[] file(String name) {
        try (InputStream stream = Objects.requireNonNull(Goldens.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RgbImage image(String name) {
        return ImageSource.of(file(name)).decode();
    }

    /** Rows of a table, each its cells. */
    static List<List<String>> table(String name) {
        return new String(file(name), StandardCharsets.UTF_8)
                .lines()
                .map(line -> List.of(line.split("\t", -1)))
                .toList();
    }

    static String sha256(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.llavamed.data.article;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A list that is kept as a text file beside the classes; {@code #} begins a comment line. */
final class TextResource {
    private TextResource() {}

    static List<String> lines(String file) {
        try (InputStream in = TextResource.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(file + " in the jar cannot be read", e);
        }
    }
}

package org.llavamed.examples.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import org.llavamed.error.LlavaMedException;

/** The tokenizer of Mistral 7B (Apache-2.0), which random checkpoints get: 32,000 pieces. */
public final class DemoTokenizer {
    /** Number of its pieces. */
    public static final int VOCABULARY = 32_000;

    private static final String RESOURCE = "mistral-v1.tokenizer.model";

    private DemoTokenizer() {}

    /**
     * Lends the tokenizer as a file.
     *
     * @param use gets the file, which is there only during the call
     */
    public static void withFile(Consumer<Path> use) {
        try {
            Path file = Files.createTempFile("llava-med", ".model");
            try (InputStream in = DemoTokenizer.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("the resource " + RESOURCE + " is not on the class path");
                }
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                use.accept(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new LlavaMedException("a temporary file for the tokenizer cannot be written (" + e + ")", e);
        }
    }
}

package org.llavamed.internal.training;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.llavamed.tokenizer.Tokenizer;

/** Real tokenizers for the tests. */
final class Tokenizers {
    static final int VOCABULARY = 32003;

    private Tokenizers() {}

    /** Mistral's tokenizer, with the marker tokens 32000 to 32002 if asked for. */
    static Tokenizer mistral(Path folder, boolean legacy, boolean markers) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Tokenizer.class.getResourceAsStream("mistral-v1.tokenizer.model"))) {
            Files.copy(in, folder.resolve("tokenizer.model"), StandardCopyOption.REPLACE_EXISTING);
        }
        return load(folder, legacy, markers);
    }

    /** A tokenizer.model from elsewhere. */
    static Tokenizer of(Path model, Path folder, boolean legacy, boolean markers) throws IOException {
        Files.copy(model, folder.resolve("tokenizer.model"), StandardCopyOption.REPLACE_EXISTING);
        return load(folder, legacy, markers);
    }

    private static Tokenizer load(Path folder, boolean legacy, boolean markers) throws IOException {
        String added = markers
                ? ", \"added_tokens_decoder\": {" + token(32000, "<im_patch>") + ", " + token(32001, "<im_start>")
                        + ", " + token(32002, "<im_end>") + "}"
                : "";
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"legacy\": " + legacy + added + "}");
        return Tokenizer.load(folder);
    }

    private static String token(int id, String content) {
        return "\"" + id + "\": {\"content\": \"" + content + "\", \"special\": true}";
    }
}

package org.llavamed.data.answers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.safetensors.SafetensorsType;

/** A random checkpoint with a tokenizer of 512 pieces. */
final class TinyCheckpoint {
    private TinyCheckpoint() {}

    static Path write(Path folder, long seed) throws IOException {
        Path tokenizer = Files.createTempFile("tiny", ".model");
        try (InputStream in = TinyCheckpoint.class.getResourceAsStream("tokenizer.model")) {
            if (in == null) {
                throw new IllegalStateException("the test tokenizer is not on the class path");
            }
            Files.write(tokenizer, in.readAllBytes());
            RandomCheckpoint.of(RandomShape.tiny(Layout.ORIGINAL_MISTRAL, 512))
                    .withType(SafetensorsType.F32)
                    .withSeed(seed)
                    .withTokenizerModel(tokenizer)
                    .write(folder, written -> {});
        } finally {
            Files.delete(tokenizer);
        }
        return folder;
    }
}

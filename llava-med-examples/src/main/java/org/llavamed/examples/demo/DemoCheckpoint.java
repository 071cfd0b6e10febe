package org.llavamed.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomCheckpoint;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.CheckpointException;
import org.llavamed.safetensors.SafetensorsType;

/**
 * A small checkpoint of LLaVA-Med v1.5's layout with random weights (9 MB). It shows that everything works; its answers mean
 * nothing. Made once and kept in the user's cache folder.
 */
public final class DemoCheckpoint {
    /** What to tell whoever sees its answers. */
    public static final String NOTICE = "This model is small and its weights are random: the answer means nothing. "
            + "It shows that the program works. Name a real checkpoint with --model.";

    /** Longest answer worth waiting for. */
    public static final int MAX_NEW_TOKENS = 32;

    private static final String NAME = "random-tiny-1"; // another number for another recipe

    private DemoCheckpoint() {}

    /**
     * The folder of the checkpoint, made if it is not there yet.
     *
     * @return {@code llava-med/random-tiny-1} in {@code $XDG_CACHE_HOME} or {@code ~/.cache}, or in the temporary folder if
     *     that cannot be written
     */
    public static Path folder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        Path folder = home.resolve("llava-med").resolve(NAME);
        Path parent = writable(folder);
        if (parent == null) {
            folder = Path.of(System.getProperty("java.io.tmpdir"))
                    .resolve("llava-med-" + System.getProperty("user.name"))
                    .resolve(NAME);
        }
        return in(folder);
    }

    /** The same in another place. */
    static Path in(Path folder) {
        if (!Files.exists(folder)) {
            try {
                DemoTokenizer.withFile(tokenizer -> recipe(tokenizer).write(folder, written -> {}));
            } catch (CheckpointException e) {
                if (!Files.exists(folder)) { // else another process was faster
                    throw e;
                }
            }
        }
        return folder;
    }

    private static RandomCheckpoint recipe(Path tokenizer) {
        return RandomCheckpoint.of(RandomShape.tiny(Layout.ORIGINAL_MISTRAL, DemoTokenizer.VOCABULARY))
                .withType(SafetensorsType.F32) // the same answer on every processor
                .withTokenizerModel(tokenizer);
    }

    private static @Nullable Path writable(Path folder) {
        if (Files.exists(folder)) {
            return folder;
        }
        try {
            Path parent = folder.toAbsolutePath().getParent();
            return parent != null && Files.isWritable(Files.createDirectories(parent)) ? parent : null;
        } catch (IOException e) {
            return null;
        }
    }
}

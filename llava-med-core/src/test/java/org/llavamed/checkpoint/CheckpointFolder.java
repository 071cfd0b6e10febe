package org.llavamed.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.llavamed.error.CheckpointException;

/** A tiny checkpoint folder that a test may damage. */
record CheckpointFolder(Path path) {
    static final ObjectMapper JSON = new ObjectMapper();

    static CheckpointFolder tiny(Path parent, Layout layout) {
        return of(parent, RandomCheckpoint.of(RandomShape.tiny(layout, 64)));
    }

    static CheckpointFolder of(Path parent, RandomCheckpoint recipe) {
        Path path = parent.resolve("checkpoint" + System.nanoTime());
        recipe.write(path, bytes -> {});
        return new CheckpointFolder(path);
    }

    CheckpointFolder edit(String file, Consumer<ObjectNode> change) {
        try {
            Path target = path.resolve(file);
            ObjectNode json = (ObjectNode) JSON.readTree(Files.readString(target));
            change.accept(json);
            Files.writeString(target, JSON.writeValueAsString(json));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CheckpointFolder config(Consumer<ObjectNode> change) {
        return edit("config.json", change);
    }

    Checkpoint open() {
        return Checkpoint.open(path, CheckpointOptions.defaults());
    }

    ModelConfig model() {
        return open().config();
    }

    void assertRefused(String... words) {
        assertRefused(CheckpointOptions.defaults(), words);
    }

    void assertRefused(CheckpointOptions options, String... words) {
        String message = refusal(options);
        assertTrue(message.contains(String.valueOf(path.getFileName())), message);
        assertContains(message, words);
    }

    /** For what is loaded on top: the message names that file. */
    void assertAdapterRefused(CheckpointOptions options, String... words) {
        assertContains(refusal(options), words);
    }

    private String refusal(CheckpointOptions options) {
        return String.valueOf(assertThrows(CheckpointException.class, () -> Checkpoint.open(path, options))
                .getMessage());
    }

    private static void assertContains(String message, String... words) {
        for (String word : words) {
            assertTrue(message.contains(word), () -> Arrays.toString(words) + " in: " + message);
        }
    }
}

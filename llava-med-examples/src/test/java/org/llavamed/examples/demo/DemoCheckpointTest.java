package org.llavamed.examples.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;

class DemoCheckpointTest {
    @TempDir
    Path cache = Path.of("");

    @Test
    void manyAtOnceMakeOne() throws IOException {
        Path folder = cache.resolve("demo");
        List<CompletableFuture<Path>> makers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> DemoCheckpoint.in(folder)))
                .toList();
        makers.forEach(maker -> assertEquals(folder, maker.join()));
        assertEquals(
                32_000,
                Checkpoint.open(folder, CheckpointOptions.defaults())
                        .config()
                        .language()
                        .vocabularySize());
        try (Stream<Path> files = Files.list(cache)) {
            assertEquals(List.of(folder), files.toList()); // nothing half-made beside it
        }
    }
}

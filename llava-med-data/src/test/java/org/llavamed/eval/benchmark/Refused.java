package org.llavamed.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.llavamed.error.LlavaMedException;

/** Expects that reading is refused with a message. */
final class Refused {
    private Refused() {}

    static void read(BenchmarkVariant variant, BenchmarkSplit split, Path location, String... parts) {
        String message = assertThrows(LlavaMedException.class, () -> Benchmark.read(variant, split, location))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }
}

package org.llavamed.data.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;

/** Runs that are killed in another process leave whole images only, and are gone on with. */
class KillTest {
    private static final int ARTICLES = 80;
    private static final int KILLS = 3;

    @TempDir
    Path folder = Path.of("");

    /** The other process. */
    static final class Child {
        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            new ImageFetch(new HttpTransfer(), options())
                    .run(
                            folder.resolve("urls.jsonl"),
                            folder.resolve("out"),
                            folder.resolve("missing.jsonl"),
                            progress -> {});
        }
    }

    private static FetchOptions options() {
        return FetchOptions.builder()
                .requestsPerSecond(1000)
                .concurrency(3)
                .attempts(2, Duration.ofMillis(10), Duration.ofMillis(10))
                .build();
    }

    @Test
    void killedRunsLeaveWholeImages() throws Exception {
        try (Mirror mirror = new Mirror()) {
            List<byte[]> images = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < ARTICLES; i++) {
                images.add(Packages.image("png", i));
                byte[] archive = Packages.pack(Map.of("PMC/a.jpg", images.get(i)));
                lines.add(Packages.line(mirror.at("/" + i, Mirror.Answer.slow(archive, 12)), "PMC/a.jpg", "id" + i));
            }
            Files.write(folder.resolve("urls.jsonl"), lines);
            Random random = new Random(5);
            for (int kill = 0; kill < KILLS; kill++) {
                Process child = start();
                int before = mirror.requests();
                while (mirror.requests() < before + 4 && child.isAlive()) {
                    Thread.sleep(5);
                }
                Thread.sleep(random.nextInt(250));
                child.destroyForcibly();
                assertNotEquals(0, child.waitFor(), "killed before its end");
                for (String name : Packages.names(folder.resolve("out"))) {
                    if (!name.equals(".parts")) {
                        int number = Integer.parseInt(name.replaceAll("\\D", ""));
                        assertArrayEquals(images.get(number), Files.readAllBytes(folder.resolve("out/" + name)), name);
                    }
                }
            }
            int present = Packages.names(folder.resolve("out")).size() - 1;
            assertTrue(present > 0 && present < ARTICLES, "killed in the middle: " + present);
            FetchSummary last = new ImageFetch(new HttpTransfer(), options())
                    .run(
                            folder.resolve("urls.jsonl"),
                            folder.resolve("out"),
                            folder.resolve("missing.jsonl"),
                            progress -> {});
            assertEquals(Map.of(), last.missing());
            assertEquals(ARTICLES, Packages.names(folder.resolve("out")).size());
            int extra = mirror.requests() - ARTICLES;
            assertTrue(extra <= KILLS * options().concurrency(), extra + " fetched twice");
        }
    }

    private Process start() throws Exception {
        return ChildJvm.of(List.of(), Child.class, folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.log").toFile())
                .start();
    }
}

package org.llavamed.examples.builtin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes with one cache, one of them killed in the middle of a file. */
@Timeout(60)
class BuiltInProcessTest {
    @TempDir
    Path folder = Path.of("");

    /** Unpacks into a place; with a second argument it stops for ever halfway through the largest file. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            MemoryResources resources = MemoryResources.small();
            ModelResources used = args.length == 1
                    ? resources
                    : name -> name.equals("model.safetensors")
                            ? new Stuck(Objects.requireNonNull(resources.files.get(name)))
                            : resources.open(name);
            new BuiltInModel(used, List.of(Path.of(args[0]))).unpacked();
        }
    }

    private static final class Stuck extends InputStream {
        private final ByteArrayInputStream in;
        private final int half;

        Stuck(byte[] bytes) {
            in = new ByteArrayInputStream(bytes);
            half = bytes.length / 2;
        }

        @Override
        public int read() {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (in.available() < half) {
                try {
                    Thread.sleep(TimeUnit.MINUTES.toMillis(5));
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return in.read(target, offset, length);
        }
    }

    private Process child(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                Child.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits for the beginning of the largest file. Others come and go. */
    private Path part() throws InterruptedException {
        while (true) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    if (file.getFileName().toString().matches("model\\.safetensors\\..*\\.part")
                            && Files.size(file) > 0) {
                        return file;
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                // renamed while it was looked at
            }
            Thread.sleep(5);
        }
    }

    @Test
    void aKilledProcessAndTwoAtOnce() throws IOException, InterruptedException {
        Process killed = child(folder.toString(), "stuck");
        Path half;
        try {
            half = part();
        } finally {
            killed.destroyForcibly().waitFor();
        }
        MemoryResources resources = MemoryResources.small();
        assertTrue(Files.size(half) < Objects.requireNonNull(resources.files.get("model.safetensors")).length);
        Path unpacked = Objects.requireNonNull(half.getParent());
        assertTrue(Files.exists(unpacked.resolve("config.json")));
        assertTrue(!Files.exists(unpacked.resolve("model.safetensors")), "half a file is not the model's");

        List<Process> children = List.of(child(folder.toString()), child(folder.toString()));
        try {
            for (Process child : children) {
                assertEquals(0, child.waitFor());
            }
        } finally {
            children.forEach(Process::destroyForcibly);
        }
        for (String name : List.of("config.json", "model.safetensors", "tower/config.json")) {
            assertArrayEquals(resources.files.get(name), Files.readAllBytes(unpacked.resolve(name)), name);
        }
        assertTrue(Files.exists(half), "may belong to a process at work; a later start removes it");
    }
}

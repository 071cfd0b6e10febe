package org.llavamed.data.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;
import org.llavamed.error.LlavaMedException;

class LockedFileTest {
    @TempDir
    private Path folder;

    /** Another process, which may have the file or not. */
    public static final class Other {
        public static void main(String[] args) throws IOException {
            try (LockedFile file = LockedFile.open(Path.of(args[0]), Path.of("it"))) {
                System.exit(file.channel().isOpen() ? 0 : 2);
            } catch (LlavaMedException e) {
                System.exit(e.getMessage().equals("it: another run is writing it") ? 1 : 3);
            }
        }
    }

    private static int other(Path file) throws IOException, InterruptedException {
        Process process = ChildJvm.of(List.of("-XX:TieredStopAtLevel=1"), Other.class, file.toString())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }

    @Test
    void aSecondOpeningHereIsRefusedAndDoesNotGiveUpTheLock() throws IOException, InterruptedException {
        Path file = folder.resolve("made/file");
        Path link = folder.resolve("link");
        try (LockedFile first = LockedFile.open(file, file)) {
            Files.createSymbolicLink(link, file);
            for (Path name : List.of(file, link, folder.resolve("made/../made/file"))) {
                LlavaMedException e = assertThrows(LlavaMedException.class, () -> LockedFile.open(name, name));
                assertEquals(name + ": another run is writing it", e.getMessage());
            }
            assertEquals(1, other(file));
            first.atEnd().write("kept".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(0, other(file));
        try (LockedFile again = LockedFile.open(file, file)) {
            again.atEnd().write('!');
        }
        assertEquals("kept!", Files.readString(file));
    }

    @Test
    void aFolderIsNoFile() {
        assertEquals(
                "x: is a folder",
                assertThrows(LlavaMedException.class, () -> LockedFile.open(folder, Path.of("x")))
                        .getMessage());
    }
}

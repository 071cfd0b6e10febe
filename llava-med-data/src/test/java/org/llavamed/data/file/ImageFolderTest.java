package org.llavamed.data.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.error.LlavaMedException;

class ImageFolderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/etc/passwd",
                "../a",
                "a/../../b",
                "a/..",
                "..\\a",
                "\\a",
                "C:\\a",
                "c:a",
                "//host/a",
                "a\\..\\b"
            })
    void unsafePaths(String path) {
        assertNotNull(ImageFolder.problem(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.jpg", "a/b.jpg", "..a/b..", "a..b", "./a", "\u5f71.png"})
    void safePaths(String path) {
        assertNull(ImageFolder.problem(path));
    }

    @Test
    void findsFilesAndNoLinkLeadsOut() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images"));
        Path image = Files.createFile(images.resolve("a.jpg"));
        Path outside = Files.createFile(folder.resolve("secret"));
        Files.createSymbolicLink(images.resolve("out.jpg"), outside);
        Files.createSymbolicLink(images.resolve("in.jpg"), image);
        Files.createDirectories(images.resolve("folder"));
        ImageFolder found = new ImageFolder(images);
        assertEquals(image.toRealPath(), found.find("a.jpg", "here"));
        assertEquals(image.toRealPath(), found.find("in.jpg", "here"));
        for (String bad : new String[] {"out.jpg", "none.jpg", "../secret", "a\0b", "folder"}) {
            String message = assertThrows(LlavaMedException.class, () -> found.find(bad, "here"))
                    .getMessage();
            assertTrue(message.startsWith("here: image \""), message);
        }
        assertThrows(LlavaMedException.class, () -> new ImageFolder(image));
        assertThrows(LlavaMedException.class, () -> new ImageFolder(folder.resolve("none")));
    }
}

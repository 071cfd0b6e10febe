package org.llavamed.data.article;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class ImageCopiesTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> refused = new ArrayList<>();

    private static byte[] image(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }

    private static byte[] article(String... graphics) {
        StringBuilder figures = new StringBuilder();
        for (int i = 0; i < graphics.length; i++) {
            figures.append("<fig id=\"F" + (i + 1) + "\"><graphic xlink:href=\"" + graphics[i] + "\"/></fig>");
        }
        return Jats.article(figures.toString()).getBytes(StandardCharsets.UTF_8);
    }

    private static void pack(Path file, Map<String, byte[]> members) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(out), "UTF-8")) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
                entry.setSize(member.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(member.getValue());
                tar.closeArchiveEntry();
            }
        }
    }

    private Path output() {
        return folder.resolve("out");
    }

    /** Reads everything; "copied missing refused". */
    private String copy(Path input) {
        try (ImageCopies copies = new ImageCopies(output(), (id, problem) -> refused.add(id + ": " + problem))) {
            try (ArticleSource source = ArticleSource.open(input, copies)) {
                for (boolean more = true; more; ) {
                    try {
                        more = source.next() != null;
                    } catch (LlavaMedException e) {
                        refused.add("source: " + e.getMessage());
                    }
                }
            }
            return copies.copied() + " " + copies.missing() + " " + copies.refused();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(output())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aPackage() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("PMC1/f1.gif", image("gif"));
        members.put("PMC1/a.nxml", article("f1", "f2.tif", "f3", "none", "f1"));
        members.put("PMC1/f1.jpg", image("png")); // whatever it calls itself
        members.put("PMC1/f2.jpg", image("jpg"));
        members.put("PMC1/f3.jpg", "no image".getBytes(StandardCharsets.UTF_8));
        members.put("PMC1/other.jpg", image("jpg"));
        Path file = folder.resolve("PMC1.tar.gz");
        pack(file, members);
        assertEquals("3 1 1", copy(file));
        assertEquals(List.of("7_F1.png", "7_F2.jpg", "7_F5.png"), names());
        assertArrayEquals(image("png"), Files.readAllBytes(output().resolve("7_F1.png")));
        assertEquals(List.of("7_F3: " + file + "/PMC1/f3.jpg is no image, or is cut off"), refused);
    }

    @Test
    void folders() throws IOException {
        Path articles = Files.createDirectories(folder.resolve("in/deep/er"));
        Files.write(articles.resolve("a.nxml"), article("f1.jpg", "f2", "none"));
        Files.write(articles.resolve("f1.jpg"), image("jpg"));
        byte[] whole = image("png");
        Files.write(articles.resolve("f2.png"), Arrays.copyOf(whole, whole.length - 20));
        Files.write(folder.resolve("in/f2.png"), whole); // of another folder
        assertEquals("1 1 1", copy(folder.resolve("in")));
        assertEquals(List.of("7_F1.jpg"), names());
        Files.write(articles.resolve("f2.png"), whole);
        assertEquals("2 1 0", copy(articles.resolve("a.nxml")), "a single article; again into the same folder");
        assertEquals(List.of("7_F1.jpg", "7_F2.png"), names());
    }

    @Test
    void aLinkOutOfTheFolderIsNotFollowed() throws IOException {
        Path articles = Files.createDirectories(folder.resolve("in"));
        Files.write(articles.resolve("a.nxml"), article("f1.jpg", "f2.jpg"));
        Path secret = Files.write(folder.resolve("secret.jpg"), image("jpg"));
        try {
            Files.createSymbolicLink(articles.resolve("f1.jpg"), secret);
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "no links here");
        }
        Files.createDirectory(articles.resolve("f2.jpg"));
        assertEquals("0 0 2", copy(articles));
        assertEquals(List.of(), names());
    }

    @Test
    void nothingOfADamagedPackageIsCopied() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        members.put("PMC1/a.nxml", article("f1"));
        members.put("PMC1/f1.jpg", image("jpg"));
        Path in = Files.createDirectory(folder.resolve("in"));
        Path file = in.resolve("PMC1.tar.gz");
        pack(file, members);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 8)); // without its check sum
        Files.write(in.resolve("b.nxml"), article("none"));
        assertEquals("0 1 1", copy(in));
        assertEquals(List.of(), names());
        assertTrue(refused.get(0).startsWith("source: " + file), refused.toString());
        assertTrue(refused.get(1).endsWith("is damaged"), refused.toString());
    }

    @Test
    void leftoversOfAKilledRunAreRemovedOnceTheyAreOld() throws IOException {
        Path old = Files.createDirectories(output().resolve(".parts-1"));
        Files.writeString(old.resolve("image"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(100_000)));
        Path young = Files.createDirectories(output().resolve(".parts-2")); // of a run that may be going on
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.write(in.resolve("b.nxml"), article("none"));
        copy(in);
        assertFalse(Files.exists(old));
        assertEquals(List.of(young.getFileName().toString()), names());
    }

    @Test
    void anOutputThatCannotBeWrittenEndsTheRun() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThrows(LlavaMedException.class, () -> new ImageCopies(file, (id, problem) -> {}));
        Path in = Files.createDirectory(folder.resolve("in"));
        Files.write(in.resolve("a.nxml"), article("f1"));
        Files.write(in.resolve("f1.jpg"), image("jpg"));
        Path taken = Files.createDirectories(output().resolve("7_F1.jpg/not empty"));
        try (ImageCopies copies = new ImageCopies(output(), (id, problem) -> {});
                ArticleSource source = ArticleSource.open(in, copies)) {
            LlavaMedException e = assertThrows(LlavaMedException.class, source::next);
            assertTrue(e.getMessage().contains("f1.jpg cannot be copied there"), e.getMessage());
            assertTrue(copies.failed());
        }
        assertTrue(Files.exists(taken));
        assertEquals(List.of("7_F1.jpg"), names(), "no half images");
    }
}

package org.llavamed.data.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llavamed.error.LlavaMedException;

class TarGzReaderTest {
    @TempDir
    Path folder = Path.of("");

    static Map<String, String> read(TarGzReader reader) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (TarGzReader.Entry entry = reader.next(); entry != null; entry = reader.next()) {
            byte[] bytes = reader.content().readAllBytes();
            assertEquals(entry.size(), bytes.length);
            files.put(entry.path(), new String(bytes, StandardCharsets.UTF_8));
        }
        return files;
    }

    private static Map<String, String> read(byte[] archive) throws IOException {
        try (TarGzReader reader = TarGzReader.of(new ByteArrayInputStream(archive), "a.tar.gz")) {
            return read(reader);
        }
    }

    private static String complaint(byte[] archive) {
        String message =
                assertThrows(LlavaMedException.class, () -> read(archive)).getMessage();
        assertTrue(message.startsWith("a.tar.gz: "), message);
        return message;
    }

    @Test
    void handsOutRegularFilesInTheirOrder() throws IOException {
        byte[] archive = new TarBuilder()
                .member("PMC1/", '5', new byte[0])
                .file("./PMC1//a.nxml", "<article/>")
                .member("PMC1/link", '2', new byte[0])
                .member("PMC1/hard", '1', new byte[0])
                .member("PMC1/device", '3', new byte[0])
                .member("PMC1/pipe", '6', new byte[0])
                .member("PMC1/old", '\0', "old".getBytes(StandardCharsets.UTF_8))
                .member("PMC1/old folder/", '\0', new byte[0])
                .file("PMC1/empty", "")
                .longName("PMC1/" + "x".repeat(150) + ".jpg")
                .file("PMC1/short", "long")
                .pax('x', "path", "PMC1/größe.jpg")
                .file("PMC1/y", "pax")
                .done();
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("PMC1/a.nxml", "<article/>");
        expected.put("PMC1/old", "old");
        expected.put("PMC1/empty", "");
        expected.put("PMC1/" + "x".repeat(150) + ".jpg", "long");
        expected.put("PMC1/größe.jpg", "pax");
        assertEquals(expected.toString(), read(archive).toString());
        Path file = Files.write(folder.resolve("a.tar.gz"), archive);
        try (TarGzReader reader = TarGzReader.open(file)) {
            assertEquals(expected, read(reader));
            assertNull(reader.next());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GNU", "POSIX"})
    void readsWhatTheLibraryWrites(LongNames names) throws IOException {
        Path file = folder.resolve("b.tar.gz");
        byte[] content = new byte[100_000];
        Arrays.fill(content, (byte) 7);
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(file)), "UTF-8")) {
            tar.setLongFileMode(
                    names == LongNames.GNU
                            ? TarArchiveOutputStream.LONGFILE_GNU
                            : TarArchiveOutputStream.LONGFILE_POSIX);
            TarArchiveEntry entry = new TarArchiveEntry("PMC2/" + "n".repeat(200));
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        try (TarGzReader reader = TarGzReader.open(file)) {
            TarGzReader.Entry entry = reader.next();
            assertNotNull(entry);
            assertEquals("n".repeat(200), entry.fileName());
            assertArrayEquals(content, reader.content().readAllBytes());
            assertNull(reader.next());
        }
    }

    enum LongNames {
        GNU,
        POSIX
    }

    @Test
    void contentIsBoundedAndMayBeLeft() throws IOException {
        byte[] archive = new TarBuilder().file("a", "12345").file("b", "67").done();
        try (TarGzReader reader = TarGzReader.of(new ByteArrayInputStream(archive), "a.tar.gz")) {
            assertThrows(IllegalStateException.class, reader::content);
            reader.next();
            InputStream a = reader.content();
            assertEquals('1', a.read());
            assertNotNull(reader.next());
            assertThrows(IllegalStateException.class, a::read);
            assertEquals("67", new String(reader.content().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(-1, reader.content().read());
            assertNull(reader.next());
            assertThrows(IllegalStateException.class, reader::content);
        }
    }

    @Test
    void gzipFilesOneAfterTheOtherAreOne() throws IOException {
        byte[] tar = new TarBuilder()
                .file("a", "1")
                .file("b", "2")
                .raw(new byte[1024])
                .tar();
        byte[] first = TarBuilder.gzip(Arrays.copyOf(tar, 700));
        byte[] second = TarBuilder.gzip(Arrays.copyOfRange(tar, 700, tar.length));
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(first), new ByteArrayInputStream(second));
        try (TarGzReader reader = TarGzReader.of(in, "ab.tar.gz")) {
            assertEquals(Map.of("a", "1", "b", "2"), read(reader));
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] archive = new TarBuilder()
                .file("PMC1/a.jpg", "some text that says something ".repeat(50))
                .file("PMC1/b.jpg", "b")
                .done();
        for (int length = 0; length < archive.length; length++) {
            complaint(Arrays.copyOf(archive, length));
        }
        byte[] tar = new TarBuilder().file("a", "1").file("b", "2".repeat(1000)).tar();
        for (int length = 0; length <= tar.length; length += 64) {
            complaint(TarBuilder.gzip(Arrays.copyOf(tar, length)));
        }
    }

    @Test
    void damageIsNoticedByItsCheckSum() {
        byte[] archive = new TarBuilder().file("a", "1".repeat(100)).done();
        byte[] flipped = archive.clone();
        flipped[archive.length - 6] ^= 1; // the sum of the content
        assertTrue(complaint(flipped).contains("CRC"), complaint(flipped));
        byte[] garbage = Arrays.copyOf(archive, archive.length + 5);
        garbage[archive.length] = 'x';
        complaint(garbage);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        byte[] html = "<!DOCTYPE html><html><body>404 Not Found</body></html>".getBytes(StandardCharsets.UTF_8);
        assertTrue(complaint(html).contains("is not a gzip file"), complaint(html));
        String text = "<!DOCTYPE html>".repeat(100);
        complaint(TarBuilder.gzip(text.getBytes(StandardCharsets.UTF_8)));
        complaint(TarBuilder.gzip(new byte[0]));
        complaint(new byte[0]);
        assertThrows(LlavaMedException.class, () -> TarGzReader.open(folder));
        assertThrows(LlavaMedException.class, () -> TarGzReader.open(folder.resolve("none")));
        Files.write(folder.resolve("page"), html);
        assertThrows(LlavaMedException.class, () -> TarGzReader.open(folder.resolve("page")));
    }

    @Test
    void aFailingStreamNamesTheArchive() {
        byte[] archive = new TarBuilder().file("a", "1".repeat(100)).done();
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(archive, 0, archive.length - 20), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("the line is dead");
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        return read();
                    }
                });
        try (TarGzReader reader = TarGzReader.of(failing, "far.tar.gz")) {
            String message =
                    assertThrows(LlavaMedException.class, () -> read(reader)).getMessage();
            assertTrue(message.startsWith("far.tar.gz: ") && message.contains("the line is dead"), message);
            assertNull(reader.next());
        }
    }
}

package org.llavamed.data.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.error.LlavaMedException;

/** Archives that were made to do harm, and ones damaged at random. */
class HostileArchiveTest {
    private static final ArchiveLimits SMALL = new ArchiveLimits(1000, 100_000, 5);

    private static void read(InputStream in, ArchiveLimits limits) {
        try (TarGzReader reader = TarGzReader.of(in, "evil.tar.gz", limits)) {
            byte[] buffer = new byte[1 << 14];
            while (reader.next() != null) {
                InputStream content = reader.content();
                while (content.read(buffer) >= 0) {
                    // only whether it ends
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String complaint(InputStream in, ArchiveLimits limits) {
        return assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            String message = assertThrows(LlavaMedException.class, () -> read(in, limits))
                    .getMessage();
            assertTrue(message.startsWith("evil.tar.gz: "), message);
            return message;
        });
    }

    private static String complaint(byte[] archive) {
        return complaint(new ByteArrayInputStream(archive), ArchiveLimits.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../../x",
                "a/..",
                "..",
                "C:/x",
                "c:x",
                "a\\b",
                "\\\\host\\x",
                "a\nb",
                "a\u0007",
                "a\u007f",
                "a\u0085b",
                ".",
                "./."
            })
    void hostilePathsAreRefused(String path) {
        complaint(new TarBuilder().longName(path).file("x", "1").done());
        complaint(new TarBuilder().pax('x', "path", path).file("x", "1").done());
        complaint(new TarBuilder().pax('g', "path", path).file("x", "1").done());
    }

    @Test
    void absolutePathsAreRefusedOrTheirSlashIsDropped() {
        complaint(new TarBuilder().file("/etc/passwd", "1").done());
        complaint(new TarBuilder().file("//x", "1").done());
        // the library drops it from long names
        byte[] longName =
                new TarBuilder().longName("/etc/passwd").file("x", "1").done();
        try (TarGzReader reader = TarGzReader.of(new ByteArrayInputStream(longName), "a")) {
            TarGzReader.Entry entry = reader.next();
            assertNotNull(entry);
            assertEquals("etc/passwd", entry.path());
        }
    }

    @Test
    void pathsOfLinksAndFoldersCountTooAndTargetsDoNot() {
        complaint(new TarBuilder().member("../link", '2', new byte[0]).done());
        complaint(new TarBuilder().member("../folder/", '5', new byte[0]).done());
        byte[] link = TarBuilder.header("a/link", 0, '2');
        TarBuilder.put(link, 157, "../../etc/passwd");
        read(new ByteArrayInputStream(new TarBuilder().raw(TarBuilder.sum(link)).done()), ArchiveLimits.DEFAULT);
    }

    @Test
    void longPathsAreRefused() {
        assertTrue(complaint(new TarBuilder()
                        .longName("a/".repeat(600) + "b")
                        .file("x", "1")
                        .done())
                .contains("characters"));
        complaint(new TarBuilder().longName("b".repeat(256)).file("x", "1").done());
        complaint(new TarBuilder().pax('x', "path", "a\u0000b").file("x", "1").done());
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        byte[] negative = TarBuilder.header("a", 0, '0');
        Arrays.fill(negative, 124, 136, (byte) 0xff); // base 256
        byte[] huge = TarBuilder.header("a", 0, '0');
        Arrays.fill(huge, 125, 136, (byte) 0x7f);
        huge[124] = (byte) 0x80;
        byte[] letters = TarBuilder.header("a", 0, '0');
        TarBuilder.put(letters, 124, "9zzzzzzzzzz\0");
        for (byte[] header : new byte[][] {negative, huge, letters, TarBuilder.header("a", 0x1ffffffffL, '0')}) {
            complaint(new TarBuilder().raw(TarBuilder.sum(header)).done());
        }
        for (String size : new String[] {"-1", "9223372036854775807", "99999999999999999999", "x", "1e9"}) {
            complaint(new TarBuilder().pax('x', "size", size).file("a", "1").done());
        }
    }

    @Test
    void limitsHold() {
        byte[] large =
                new TarBuilder().file("a", "x".repeat(1001)).file("b", "1").done();
        assertTrue(complaint(new ByteArrayInputStream(large), SMALL).contains("1001 bytes"));
        try (TarGzReader reader = TarGzReader.of(new ByteArrayInputStream(large), "a", SMALL)) {
            TarGzReader.Entry first = reader.next();
            assertNotNull(first);
            assertEquals(1001, first.size());
            assertThrows(LlavaMedException.class, reader::content);
            assertNotNull(reader.next(), "a large member can be passed over");
        }
        TarBuilder many = new TarBuilder();
        TarBuilder total = new TarBuilder();
        for (int i = 0; i < 6; i++) {
            many.member("folder" + i + "/", '5', new byte[0]);
            total.file("a" + i, "x".repeat(30_000));
        }
        assertTrue(complaint(new ByteArrayInputStream(many.done()), SMALL).contains("more than the 5"));
        assertTrue(complaint(new ByteArrayInputStream(total.done()), new ArchiveLimits(50_000, 100_000, 100))
                .contains("more than 100000 bytes"));
        assertThrows(IllegalArgumentException.class, () -> new ArchiveLimits(0, 1, 1));
    }

    /** A header that says 8 GiB, and zeros that compress a thousand times. */
    @Test
    void headersOfGigabytesFillNoMemory() {
        for (char type : new char[] {'L', 'K', 'x', 'g'}) {
            byte[] record = "2000000000 comment=".getBytes(StandardCharsets.US_ASCII);
            InputStream bomb = endless(new TarBuilder()
                    .raw(TarBuilder.header("././@LongLink", 0x1ffffffffL, type))
                    .raw(record)
                    .tar());
            assertTrue(complaint(bomb, ArchiveLimits.DEFAULT).contains("a header of more than"), "type " + type);
        }
        TarBuilder longNames = new TarBuilder();
        for (int i = 0; i < 20_000; i++) {
            longNames.raw(TarBuilder.header("././@LongLink", 0, i % 2 == 0 ? 'L' : 'g'));
        }
        complaint(longNames.done());
    }

    @Test
    void bombsAreRefusedAtTheLimit() {
        InputStream bomb = endless(TarBuilder.header("a", 1L << 30, '0'));
        complaint(bomb, new ArchiveLimits(1L << 31, 1L << 26, 10));
        InputStream after =
                endless(new TarBuilder().file("a", "1").raw(new byte[1024]).tar());
        complaint(after, new ArchiveLimits(1L << 31, 1L << 26, 10));
    }

    /** A file name in the gzip header that never ends, and blocks that hold nothing. */
    @Test
    void gzipWithoutContentIsRefused() {
        byte[] name = {31, (byte) 139, 8, 8, 0, 0, 0, 0, 0, 0};
        byte[] letters = new byte[1 << 16];
        Arrays.fill(letters, (byte) 'a');
        complaint(repeated(name, letters), ArchiveLimits.DEFAULT);
        byte[] begin = {31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 0};
        byte[] nothing = new byte[5 * 10_000];
        for (int i = 0; i < nothing.length; i += 5) { // a stored block of no bytes
            nothing[i + 3] = nothing[i + 4] = (byte) 0xff;
        }
        complaint(repeated(begin, nothing), ArchiveLimits.DEFAULT);
        byte[] member = TarBuilder.gzip(new byte[0]);
        complaint(repeated(member, member), ArchiveLimits.DEFAULT);
    }

    @Test
    void sparseFilesAreRefused() {
        byte[] old = TarBuilder.header("a", 0, 'S');
        TarBuilder.put(old, 483, "77777777777\0");
        complaint(new TarBuilder().raw(TarBuilder.sum(old)).done());
        complaint(new TarBuilder()
                .pax('x', "GNU.sparse.map", "0,1,99999999,1")
                .file("a", "12")
                .done());
    }

    /** Header fields of any kind, sums made to fit again, cuts, flips: either it is read or refused with its name. */
    @Test
    void randomDamageEndsInAnAnswer() {
        byte[] tar = new TarBuilder()
                .file("PMC1/a.nxml", "<article>".repeat(100))
                .longName("PMC1/" + "y".repeat(120))
                .file("y", "image")
                .pax('x', "path", "PMC1/z")
                .file("z", "pax")
                .pax('x', "GNU.sparse.major", "1")
                .file("q", "1\n0\n1\n")
                .raw(new byte[1024])
                .tar();
        int refused = 0;
        int runs = 6000;
        for (int seed = 0; seed < runs; seed++) {
            Random random = new Random(seed);
            byte[] damaged = tar.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                int record = random.nextInt(damaged.length / 512) * 512;
                int at = random.nextInt(4) == 0 ? 124 + random.nextInt(33) : random.nextInt(512);
                damaged[record + at] = (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(8));
                if (random.nextInt(4) > 0) {
                    System.arraycopy(
                            TarBuilder.sum(Arrays.copyOfRange(damaged, record, record + 512)), 0, damaged, record, 512);
                }
            }
            byte[] archive = TarBuilder.gzip(damaged);
            if (random.nextInt(4) == 0) {
                archive[random.nextInt(archive.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(8) == 0) {
                archive = Arrays.copyOf(archive, random.nextInt(archive.length));
            }
            try {
                read(new ByteArrayInputStream(archive), ArchiveLimits.DEFAULT);
            } catch (LlavaMedException e) {
                refused++;
                assertTrue(e.getMessage().startsWith("evil.tar.gz: "), e.getMessage());
            }
        }
        assertTrue(refused > runs / 10 && refused < runs, refused + " of " + runs);
    }

    /** These bytes, then zeros without end, compressed. */
    private static InputStream endless(byte[] begin) {
        return repeated(TarBuilder.gzip(begin), TarBuilder.gzip(new byte[1 << 22]));
    }

    private static InputStream repeated(byte[] begin, byte[] again) {
        return new InputStream() {
            private byte[] bytes = begin;
            private int at;

            @Override
            public int read() {
                byte[] one = new byte[1];
                read(one, 0, 1);
                return one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (at == bytes.length) {
                    bytes = again;
                    at = 0;
                }
                int n = Math.min(length, bytes.length - at);
                System.arraycopy(bytes, at, buffer, offset, n);
                at += n;
                return n;
            }
        };
    }
}

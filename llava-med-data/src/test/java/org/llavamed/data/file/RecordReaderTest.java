package org.llavamed.data.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.error.LlavaMedException;

class RecordReaderTest {
    @TempDir
    private Path folder;

    private Path file(String text) {
        return file(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(byte[] bytes) {
        try {
            return Files.write(folder.resolve("f"), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Places and first values of all records. */
    private static List<String> read(Path file) {
        List<String> found = new ArrayList<>();
        try (RecordReader reader = RecordReader.open(file)) {
            for (JsonRecord r = reader.next(); r != null; r = reader.next()) {
                found.add(r.place().substring(r.place().lastIndexOf("f:")) + " " + r.object());
            }
            assertNull(reader.next(), "the end stays the end");
        }
        return found;
    }

    private String refusal(String text) {
        return refusal(file(text));
    }

    private String refusal(Path file) {
        return assertThrows(LlavaMedException.class, () -> read(file))
                .getMessage()
                .replace(folder.toString(), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                       | ARRAY  | []",
                "` [ {\"a\":1} ,\n{\"a\":2} ] `           | ARRAY  | [f: record 1 {\"a\":1}, f: record 2 {\"a\":2}]",
                "``                                       | LINES  | []",
                "`\n \n`                                  | LINES  | []",
                "`{\"a\":1}\r\n\r\n{\"a\":2}`             | LINES  | [f:1 {\"a\":1}, f:3 {\"a\":2}]",
                "`{}`                                     | GROUPS | []",
                "`{\"mri\":[]}`                           | LINES  | [f:1 {\"mri\":[]}]",
                "`{\"mri\":[],\"ct\":[{\"id\":1}]}`       | GROUPS | [f: ct record 1 {\"id\":1}]",
                "`{\"mri\":[{\"pair_id\":1},{\"x\":2}],\"ct\":[],\"g\":[{\"id\":3}]}` | GROUPS |"
                        + " [f: mri record 1 {\"pair_id\":1}, f: mri record 2 {\"x\":2}, f: g record 1 {\"id\":3}]",
                "`{\"conversations\":[{\"from\":\"human\",\"value\":\"a\"}],\"id\":1}` | LINES |"
                        + " [f:1 {\"conversations\":[{\"from\":\"human\",\"value\":\"a\"}],\"id\":1}]",
                "`{\"conversations\":[{\"id\":1,\"from\":\"human\"}],\"id\":1}` | LINES |"
                        + " [f:1 {\"conversations\":[{\"id\":1,\"from\":\"human\"}],\"id\":1}]",
                "`{\"boxes\":[{\"id\":1}]}\r\n \r\n{\"boxes\":[{\"id\":2}]}\r\n` | LINES |"
                        + " [f:1 {\"boxes\":[{\"id\":1}]}, f:3 {\"boxes\":[{\"id\":2}]}]",
                "`{\"mri\":[{\"image\":1}],\"ct\":[],\"g\":[{\"x\":[{\"y\":[]}]}]}` | GROUPS |"
                        + " [f: mri record 1 {\"image\":1}, f: g record 1 {\"x\":[{\"y\":[]}]}]",
                "`{\"in_text_mention\":[{\"tokens\":\"a\",\"entities\":[{\"id\":1}]}]}` | LINES |"
                        + " [f:1 {\"in_text_mention\":[{\"tokens\":\"a\",\"entities\":[{\"id\":1}]}]}]",
            })
    void layoutsAreToldByTheContent(String text, RecordLayout layout, String expected) {
        for (String mark : List.of("", "\uFEFF")) {
            Path file = file(mark + text);
            try (RecordReader reader = RecordReader.open(file)) {
                assertEquals(layout, reader.layout(), mark);
            }
            assertEquals(expected, read(file).toString(), mark);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`hello`                     | /f:1: is not JSON: a record file begins with [ (an array) or { (one object a line)",
                "`[{\"a\":1},`               | /f:1:10: record 2: Unexpected end-of-input",
                "`[{\"a\":1}`                | /f:1:9: record 2: Unexpected end-of-input",
                "`[`                         | /f:1:2: record 1: Unexpected end-of-input",
                "`[{\"a\":`                  | record 1",
                "`[{\"a\":\"xyz`             | record 1",
                "`[{\"a\":1}]x`              | Unrecognized token 'x'",
                "`[{\"a\":1}] {`             | /f:1:11: record 1: there is more text after the end of the JSON value",
                "`[{\"a\":1},\n 2]`          | /f:2:2: record 2: an object is expected, not VALUE_NUMBER_INT",
                "`[[]]`                      | record 1: an object is expected, not START_ARRAY",
                "`[null]`                    | record 1: an object is expected, not VALUE_NULL",
                "`[{\"a\":1,\"a\":2}]`       | record 1: Duplicate field 'a'",
                "`{\"a\":1,\"a\":2}`         | /f:1:11: Duplicate field 'a'",
                "`{\"a\":1}\n{\"b\":`        | /f:2:",
                "`{\"a\":1}\n[{}]`           | /f:2: an array; one JSON object a line (JSONL) is expected",
                "`{\"a\":1} {\"a\":2}`       | /f:1:",
                "`{\"m\":[{\"id\":1}],\"m\":[{\"id\":2}]}` | Duplicate field 'm'",
                "`{\"m\":[{\"id\":1}, 5]}`                 | m record 2: an object is expected, not VALUE_NUMBER_INT",
                "`{\"m\":[{\"id\":1}]`                     | m record 2: Unexpected end-of-input",
                "`{\"m\":[{\"id\":1}]} 1`                  | there is more text after the end of the JSON value",
                "`[{\"a\":NaN}]`             | record 1",
                "`[{\"a\":1e99999999999}]`   | a number is out of range",
                "`{\"a\":1e99999999999}`     | a number is out of range",
            })
    void damageIsRefusedWithItsPlace(String text, String expected) {
        String message = refusal(text);
        assertTrue(message.contains(expected.strip()), message);
        assertTrue(message.startsWith("/f:"), message);
    }

    @Test
    void afterADamagedLineReadingGoesOn() {
        try (RecordReader reader = RecordReader.open(file("{\"a\":1}\n{bad\n3\n{\"a\":2}\n"))) {
            assertEquals(1, next(reader).number());
            assertThrows(LlavaMedException.class, reader::next);
            assertThrows(LlavaMedException.class, reader::next);
            assertEquals(4, next(reader).number());
            assertNull(reader.next());
        }
    }

    private static JsonRecord next(RecordReader reader) {
        JsonRecord record = reader.next();
        if (record == null) {
            throw new AssertionError("no record");
        }
        return record;
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void widerEncodingsAreNamed(String charset) {
        for (String text : List.of("[{\"a\":\"b\"}]", "{\"a\":\"b\"}\n")) {
            assertEquals(
                    "/f: is UTF-16 or UTF-32 text, or none at all; UTF-8 is expected",
                    refusal(file(text.getBytes(Charset.forName(charset)))));
        }
    }

    @Test
    void aCompressedFileIsNamed() {
        String message = refusal(file(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3}));
        assertEquals("/f: is compressed with gzip; unpack it first (gunzip -k)", message);
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        for (String text : List.of("[{\"a\":\"\u00e4b\"}]", "{\"a\":\"\u00e4b\"}\n")) {
            String message = refusal(file(text.getBytes(StandardCharsets.ISO_8859_1)));
            assertTrue(message.startsWith("/f:1"), message);
            assertTrue(message.contains("UTF-8"), message);
        }
        String cut = refusal(file(new byte[] {'[', '{', '"', 'a', '"', ':', '"', (byte) 0xc3}));
        assertTrue(cut.contains("record 1"), cut);
    }

    @Test
    void halfASurrogatePairIsToldWithItsKey() {
        for (String text : List.of("[{\"a\":\"x\\ud83d\"}]", "{\"a\":\"\\ude00x\"}")) {
            try (RecordReader reader = RecordReader.open(file(text))) {
                JsonRecord record = next(reader);
                String message = assertThrows(LlavaMedException.class, () -> record.string("a"))
                        .getMessage();
                assertTrue(message.endsWith("a holds half a surrogate pair"), message);
            }
        }
    }

    @Test
    void deepNestingIsRefusedWithoutAStackOverflow() {
        for (int depth : new int[] {2_000, 1_000_000}) {
            String open = "{\"a\":".repeat(depth);
            String brackets = "{\"a\":" + "[".repeat(depth);
            for (String text : List.of(open, "[" + open, brackets, "[" + brackets)) {
                String message = refusal(text);
                assertTrue(message.contains("nesting depth"), message);
            }
        }
    }

    @Test
    void aRecordHasSixteenMebibytesAtMost() throws IOException {
        byte[] half = "x".repeat(Lines.MAX_BYTES / 2).getBytes(StandardCharsets.US_ASCII);
        for (String begin : List.of("[", "")) {
            Path file = folder.resolve("long");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                out.write((begin + "{\"a\":\"").getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 3; i++) {
                    out.write(half);
                }
                out.write("\"}\n".getBytes(StandardCharsets.US_ASCII));
                out.write(begin.isEmpty() ? "{\"b\":2}\n".getBytes(StandardCharsets.US_ASCII) : new byte[] {']'});
            }
            try (RecordReader reader = RecordReader.open(file)) {
                String message =
                        assertThrows(LlavaMedException.class, reader::next).getMessage();
                assertTrue(message.contains("16777216 bytes"), message);
                if (begin.isEmpty()) { // the rest of the line is not taken for another
                    assertEquals(2, next(reader).number());
                    assertNull(reader.next());
                }
            }
        }
    }

    @Test
    void manyLongRecordsAreNoLongRecord() {
        String record = "{\"a\":\"" + "y".repeat(3 << 20) + "\"}";
        assertEquals(
                8,
                read(file("[" + String.join(",", Collections.nCopies(8, record)) + "]"))
                        .size());
        assertEquals(
                8, read(file(String.join("\n", Collections.nCopies(8, record)))).size());
    }

    /** Larger than any buffer: the JDK cannot seek in a pipe and must not be made to. */
    @Test
    @Timeout(30)
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeIsRead() throws IOException, InterruptedException {
        String record = "{\"a\":\"" + "y".repeat(999) + "\"}";
        for (String text : List.of(
                "[" + String.join(",\n", Collections.nCopies(500, record)) + "]", (record + "\n").repeat(500))) {
            Path pipe = folder.resolve("pipe" + text.length());
            assertEquals(
                    0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
            Path source = file(text);
            Process cat = new ProcessBuilder("sh", "-c", "cat \"$0\" > \"$1\"", source.toString(), pipe.toString())
                    .start(); // the shell waits for the reader, not this process
            try (RecordReader reader = RecordReader.open(pipe)) {
                int records = 0;
                while (reader.next() != null) {
                    records++;
                }
                assertEquals(500, records);
            }
            assertEquals(0, cat.waitFor());
        }
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertTrue(refusal(folder.resolve("none")).endsWith("no such file"));
        assertTrue(refusal(folder).endsWith("is a folder"));
    }

    /** Damaged bytes give records or this library's exception, and the reader ends. */
    @Test
    void fuzz() {
        String[] seeds = {
            "[{\"id\":\"1_F2\",\"image\":\"a.jpg\",\"conversations\":[{\"from\":\"human\",\"value\":\"\\u00e4\"}]},{\"id\":2}]",
            "{\"id\":\"1\",\"n\":1.50e3}\n{\"id\":\"2\",\"l\":[1,[2,{}]]}\n\n{\"id\":\"3\"}",
            "{\"mri\":[{\"pair_id\":\"a\"},{\"pair_id\":\"b\"}],\"ct_scan\":[],\"gross\":[{\"pair_id\":\"c\"}]}",
        };
        Random random = new Random(5);
        int refused = 0;
        for (int round = 0; round < 1_200; round++) {
            byte[] bytes = seeds[round % seeds.length].getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(3); i >= 0; i--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[]\",:0\n".charAt(random.nextInt(9));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            try {
                read(file(Arrays.copyOf(bytes, length)));
            } catch (LlavaMedException e) {
                refused++;
                assertTrue(e.getMessage().contains("f:"), e.getMessage());
            }
        }
        assertTrue(refused > 600, refused + " refused");
        assertFalse(refused == 1_200, "some are still good");
    }
}

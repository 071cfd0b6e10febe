package org.llavamed.data.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.SampleSource;

/** Whole files: their layouts, their damages, and that they stay as they are. */
class DialogueSamplesTest {
    @TempDir
    private Path folder;

    private Path write(String text) {
        return SampleFiles.write(folder.resolve("train.json"), text);
    }

    private static String record(int i) {
        return "{'id':'r" + i + "',"
                + SampleFiles.conversation("human: Question \u00e9\ud83e\ude7a " + i + "? | gpt: Answer " + i) + "}";
    }

    private static String answer(int i) {
        return "USER:Question \u00e9\ud83e\ude7a " + i + "? | ASSISTANT:Answer " + i;
    }

    @Test
    void groupsAreDomains() {
        List<String> domains = List.of(
                "{'mri':true,'chest_xray':false}",
                "{'mri':true}",
                "{'chest_xray':true}",
                "{'chest_xray':true,'mri':true}",
                "{'mri':false}",
                "{'unknown':true}",
                "'mri'",
                "['mri']",
                "null");
        StringBuilder records = new StringBuilder();
        domains.forEach(domain -> records.append(record(0).replace("{'id':", "{'domain':" + domain + ",'id':"))
                .append('\n'));
        records.append(record(1));
        try (DialogueSamples samples = DialogueSamples.open(write(records.toString()), null)) {
            assertEquals(samples.group(0), samples.group(1));
            assertEquals(
                    4, IntStream.range(0, 5).mapToObj(samples::group).distinct().count());
            String none = samples.group(4);
            for (int i = 5; i < samples.size(); i++) {
                assertEquals(none, samples.group(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[%s,%s,%s]",
                "\ufeff[%s,%s,%s]",
                " \r\n[\r\n %s ,\t%s\r\n,%s]\r\n\r\n",
                "%s\n%s\n%s",
                "%s\n%s\n%s\n",
                "\ufeff%s\r\n%s\r\n%s\r\n",
                "\n\n%s\n  \n%s\n\r\n %s \n\n",
                "\ufeff\n%s\n%s\n%s\n"
            })
    void layouts(String layout) {
        Path file = write(String.format(layout, record(0), record(1), record(2)));
        try (DialogueSamples samples = DialogueSamples.open(file, null)) {
            assertEquals(3, samples.size());
            for (int i : new int[] {2, 0, 1, 1}) {
                assertEquals("r" + i, samples.sample(i).id());
                assertEquals(answer(i), SampleFiles.script(samples.sample(i)));
                assertEquals(new SampleSource.Length(5, false), samples.length(i));
            }
            assertThrows(IllegalArgumentException.class, () -> samples.sample(3));
            assertThrows(IllegalArgumentException.class, () -> samples.length(-1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "` `                    | : has no records",
                "[]                     | : has no records",
                "[R,]                   | :1:112: record 2: Unexpected character (']' (code 93))",
                "[R                     | :1:111: record 2: Unexpected end-of-input",
                "[R,{                   | :1:113: record 2: Unexpected end-of-input",
                "[R R]                  | :1:112: record 2: Unexpected character ('{' (code 123))",
                "[R] x                  | :1:113: record 1: Unrecognized token 'x'",
                "[R,7]                  | :1:112: record 2: an object is expected, not VALUE_NUMBER_INT",
                "[R,[R]]                | :1:112: record 2: an object is expected, not START_ARRAY",
                "R,R                    | :1:107: Unexpected character (',' (code 44))",
                "R\\n{'id':1            | :2:8: Unexpected end-of-input",
                "R\\n[R]                | :2: an array; one JSON object a line (JSONL) is expected",
                "hello                  | :1: is not JSON",
                "{'train':[R]}          | : holds lists grouped by keys; a JSON array or one JSON object a line",
                "[{'id':1,'id':2}]      | :1:14: record 1: Duplicate field 'id'",
            })
    void damagedFiles(String text, String expected) {
        Path file = write(text.replace("R", record(0)).replace("\\n", "\n"));
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> DialogueSamples.open(file, null));
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void otherEncodings() throws IOException {
        Path file = folder.resolve("train.json");
        Files.writeString(file, "[" + record(0).replace('\'', '"') + "]", StandardCharsets.UTF_16);
        assertTrue(refusal(file).contains("UTF-16"), refusal(file));
        for (String layout : List.of("[%s,\n%s]", "%s\n%s\n")) {
            String text = String.format(layout, record(0), record(1)).replace('\'', '"');
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            bytes[text.getBytes(StandardCharsets.UTF_8).length - 20] = (byte) 0xe9; // Latin-1 in the second record
            Files.write(file, bytes);
            assertTrue(refusal(file).startsWith(file + ":2:"), refusal(file));
        }
        assertTrue(refusal(folder).endsWith("is a folder"));
        assertTrue(refusal(folder.resolve("none.json")).endsWith("no such file"));
    }

    private static String refusal(Path file) {
        return assertThrows(LlavaMedException.class, () -> DialogueSamples.open(file, null))
                .getMessage();
    }

    @Test
    void badRecordsAreLeftOutAndCountedOnDemand() {
        List<String> told = new ArrayList<>();
        ReadingProgress progress = (records, bytes, ofBytes) -> told.add(records + " " + (bytes == ofBytes));
        String bad = "{'id':'bad'," + SampleFiles.conversation("human: Q") + "}";
        Path array = write("[" + record(0) + "," + bad + "," + record(2) + "," + bad + "]");
        try (DialogueSamples samples = DialogueSamples.open(array, null, new OpeningOptions(true, progress))) {
            assertEquals(List.of("4 true"), told);
            assertEquals(2, samples.size());
            assertEquals("r2", samples.sample(1).id());
            assertEquals(2, samples.skipped());
            assertEquals(
                    List.of(
                            array + ": record 2: conversations ends without an answer",
                            array + ": record 4: conversations ends without an answer"),
                    samples.problems());
        }
        OpeningOptions skip = new OpeningOptions(true, ReadingProgress.NONE);
        Path lines = write(record(0) + "\nno JSON\n" + "{\n".repeat(20) + record(22));
        try (DialogueSamples samples = DialogueSamples.open(lines, null, skip)) {
            assertEquals(21, samples.skipped());
            assertEquals(10, samples.problems().size());
            assertEquals("r22", samples.sample(1).id());
        }
        Path broken = write("[" + record(0) + ",7," + record(2) + "]");
        assertThrows(LlavaMedException.class, () -> DialogueSamples.open(broken, null, skip));
        Path none = write(bad);
        assertEquals(
                none + ": none of its 1 records can be used, for instance: " + none
                        + ":1: conversations ends without an answer",
                assertThrows(LlavaMedException.class, () -> DialogueSamples.open(none, null, skip))
                        .getMessage());
    }

    @Test
    void theFingerprintIsTheContent() throws IOException {
        String text = record(0) + "\n" + record(1) + "\n";
        String first = fingerprint(write(text));
        assertEquals(first, fingerprint(SampleFiles.write(folder.resolve("copy.jsonl"), text)));
        assertNotEquals(first, fingerprint(write(text + "\n")));
        assertNotEquals(first, fingerprint(write(text.replace("Answer 1", "Answer 2"))));
        assertTrue(first.matches("sha256:[0-9a-f]{64}, \\d+ bytes, 2 samples"), first);
    }

    private static String fingerprint(Path file) {
        try (DialogueSamples samples = DialogueSamples.open(file, null)) {
            return samples.fingerprint();
        }
    }

    @Test
    void aFileThatChanges() throws IOException {
        String text = "[" + record(0) + "," + record(1) + "]";
        Path file = write(text);
        try (DialogueSamples samples = DialogueSamples.open(file, null)) {
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, " ", StandardOpenOption.APPEND);
            assertTrue(changed(samples, 0).contains("has changed since it was opened (from "), changed(samples, 0));
            write(text);
            Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 2_000));
            assertTrue(changed(samples, 1).contains("has changed since it was opened (written at "));
            // behind the back of the clock
            for (String other : List.of(
                    text.replace("'Answer 1'", "'An swer1'"),
                    text.replace("'gpt'", "'gtp'"),
                    " ".repeat(text.length()))) {
                write(other);
                Files.setLastModifiedTime(file, time);
                assertTrue(
                        changed(samples, 1).startsWith(file + ": has changed since it was opened ("),
                        changed(samples, 1));
            }
            write(text);
            Files.setLastModifiedTime(file, time);
            assertEquals("r1", samples.sample(1).id());
            Path other = SampleFiles.write(folder.resolve("other"), text);
            Files.setLastModifiedTime(other, time);
            Files.delete(file);
            assertTrue(changed(samples, 1).contains("can no longer be found"));
            Files.move(other, file);
            assertTrue(changed(samples, 1).contains("has changed since it was opened"));
        }
    }

    private static String changed(DialogueSamples samples, int index) {
        return assertThrows(LlavaMedException.class, () -> samples.sample(index))
                .getMessage();
    }

    @Test
    void aFileThatGrowsWhileItIsOpened() {
        Path file = write("[" + record(0) + "]");
        ReadingProgress growing = (records, bytes, ofBytes) -> write("[" + record(0) + "," + record(1) + "]");
        LlavaMedException e = assertThrows(
                LlavaMedException.class, () -> DialogueSamples.open(file, null, new OpeningOptions(false, growing)));
        assertTrue(e.getMessage().contains("has changed since it was opened"), e.getMessage());
    }

    @Test
    void manyThreadsAndAnInterruptedOne() throws Exception {
        int records = 500;
        Path file = write(String.join(
                "\n",
                IntStream.range(0, records)
                        .mapToObj(DialogueSamplesTest::record)
                        .toList()));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (DialogueSamples samples = DialogueSamples.open(file, null)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int seed = t;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < records; i++) {
                        int index = (i * 37 + seed * 101) % records;
                        if (seed == 3 && i % 50 == 0) {
                            Thread.currentThread().interrupt();
                        }
                        assertEquals(answer(index), SampleFiles.script(samples.sample(index)));
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
            samples.close();
            assertThrows(IllegalStateException.class, () -> samples.sample(0));
        } finally {
            threads.shutdownNow();
        }
    }
}

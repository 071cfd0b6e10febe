package org.llavamed.data.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;
import org.llavamed.error.LlavaMedException;

class RecordWriterTest {
    private static final JsonNode ONE = JsonNodeFactory.instance.objectNode().put("a", 1);

    @TempDir
    private Path folder;

    @Test
    void layouts() throws IOException {
        assertEquals("[\n{\"a\":1},\n{\"a\":1}\n]\n", written("x.json", 2));
        assertEquals("[]\n", written("x.json", 0));
        assertEquals("{\"a\":1}\n{\"a\":1}\n", written("x.jsonl", 2));
        assertEquals("", written("x.txt", 0));
    }

    private String written(String name, int records) throws IOException {
        Path file = folder.resolve("new").resolve(name);
        try (RecordWriter writer = RecordWriter.create(file)) {
            for (int i = 0; i < records; i++) {
                writer.write(ONE);
            }
            assertEquals(records, writer.written());
            writer.commit();
        }
        return Files.readString(file);
    }

    @Test
    void groupsAreReadAgain() throws IOException {
        Path file = folder.resolve("g.json");
        try (RecordWriter writer = RecordWriter.create(file, RecordLayout.GROUPS)) {
            assertThrows(IllegalStateException.class, () -> writer.write(ONE));
            writer.write("mri", JsonNodeFactory.instance.objectNode().put("pair_id", "1"));
            writer.write("mri", ONE);
            writer.write("a\"b", ONE);
            assertThrows(IllegalStateException.class, () -> writer.write("mri", ONE));
            writer.commit();
        }
        assertEquals(
                "{\n\"mri\": [\n{\"pair_id\":\"1\"},\n{\"a\":1}\n],\n\"a\\\"b\": [\n{\"a\":1}\n]\n}\n",
                Files.readString(file));
        try (RecordReader reader = RecordReader.open(file)) {
            for (String place : List.of("mri record 1", "mri record 2", "a\"b record 1")) {
                JsonRecord record = reader.next();
                assertTrue(record != null && record.place().endsWith(place), place);
            }
        }
        try (RecordWriter writer = RecordWriter.create(file, RecordLayout.GROUPS)) {
            writer.commit();
        }
        try (RecordReader reader = RecordReader.open(file)) {
            assertEquals(RecordLayout.GROUPS, reader.layout());
            assertEquals(null, reader.next());
        }
    }

    @Test
    void recordsComeBackAsTheyWere() throws IOException {
        String text =
                "{\"n\":7.10,\"big\":123456789012345678901234567890,\"e\":1E+2,\"z\":0.000,\"s\":\"\u00e4 \ud83d\ude00 \\ud83d"
                        + " \\u0000 \\u2028\",\"l\":[null,true,{}]}";
        Path in = Files.writeString(folder.resolve("in"), text);
        for (String name : List.of("out.json", "out.jsonl")) {
            JsonNode before = only(in);
            Path out = folder.resolve(name);
            try (RecordWriter writer = RecordWriter.create(out)) {
                writer.write(before);
                writer.commit();
            }
            assertEquals(before, only(out));
            String again = Files.readString(out);
            assertTrue(again.contains("7.10,") && again.contains("0.000,") && again.contains("\\uD83D \\u0000"), again);
        }
    }

    private static JsonNode only(Path file) {
        try (RecordReader reader = RecordReader.open(file)) {
            JsonRecord record = reader.next();
            if (record == null) {
                throw new AssertionError("empty");
            }
            return record.object();
        }
    }

    @Test
    void aFileAppearsWholeOrNotAtAll() throws IOException {
        Path file = Files.writeString(folder.resolve("f.json"), "before");
        try (RecordWriter writer = RecordWriter.create(file)) {
            writer.write(ONE);
        }
        assertEquals("before", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        RecordWriter writer = RecordWriter.create(file);
        writer.commit();
        writer.close();
        writer.close();
        assertEquals("[]\n", Files.readString(file));
        assertThrows(LlavaMedException.class, () -> RecordWriter.create(folder));
        assertThrows(LlavaMedException.class, () -> RecordWriter.create(file.resolve("below.json")));
    }

    @Test
    void atomicFile() throws IOException {
        Path file = folder.resolve("a").resolve("b");
        AtomicFile.write(file, "1".getBytes(StandardCharsets.UTF_8));
        AtomicFile.write(file, "2".getBytes(StandardCharsets.UTF_8));
        assertEquals("2", Files.readString(file));
        assertFalse(Files.exists(AtomicFile.part(file)));
        assertThrows(LlavaMedException.class, () -> AtomicFile.write(folder, new byte[0]));
        assertThrows(LlavaMedException.class, () -> AtomicFile.write(file.resolve("c"), new byte[0]));
    }

    /** Two runs would write one text into the other's. */
    @Test
    void anOutputIsWrittenByOneRun() throws IOException, InterruptedException {
        Path file = folder.resolve("one.jsonl");
        Path part = Files.writeString(AtomicFile.part(file), "left by a killed run, longer than what comes now");
        try (RecordWriter writer = RecordWriter.create(file)) {
            writer.write(ONE);
            String message = assertThrows(LlavaMedException.class, () -> RecordWriter.create(file))
                    .getMessage();
            assertTrue(message.endsWith("one.jsonl: another run is writing it"), message);
            Process other = ChildJvm.of(List.of(), RecordWriterTest.class, file.toString())
                    .start();
            assertEquals(7, other.waitFor());
            assertTrue(Files.exists(part));
            writer.commit();
        }
        assertEquals("{\"a\":1}\n", Files.readString(file));
        assertFalse(Files.exists(part));
    }

    /** Another run, for {@link #anOutputIsWrittenByOneRun}; exits with 7 if it is refused. */
    public static void main(String... arguments) {
        try (RecordWriter writer = RecordWriter.create(Path.of(arguments[0]))) {
            writer.commit();
        } catch (LlavaMedException e) {
            System.exit(7);
        }
    }

    @Test
    void outputsAreApart() throws IOException {
        Path input = Files.writeString(folder.resolve("in.jsonl"), "");
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Path hard = Files.createLink(folder.resolve("hard.jsonl"), input);
        Path soft = Files.createSymbolicLink(folder.resolve("soft.jsonl"), Path.of("in.jsonl"));
        for (Path output : List.of(input, hard, soft, folder.resolve("link/../in.jsonl"))) {
            assertThrows(LlavaMedException.class, () -> OutputFiles.apart(input, output), output.toString());
        }
        assertThrows(LlavaMedException.class, () -> OutputFiles.apart(input, real.resolve("a"), link.resolve("a")));
        Path rescued = Files.writeString(folder.resolve("lost.jsonl.part"), "");
        String message = assertThrows(
                        LlavaMedException.class, () -> OutputFiles.apart(rescued, folder.resolve("lost.jsonl")))
                .getMessage();
        assertTrue(message.contains("lost.jsonl.part at first, which is the input"), message);
        OutputFiles.apart(input, real.resolve("a"), real.resolve("b"), Path.of("/dev/null"), Path.of("/dev/null"));
    }
}

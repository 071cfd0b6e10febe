package org.llavamed.data.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.file.ReadingProgress;
import org.llavamed.error.LlavaMedException;
import org.llavamed.prompt.PromptPart;
import org.llavamed.prompt.Role;
import org.llavamed.train.TrainingSample;

/** Texts of all kinds of files as documents. */
class TextSamplesTest {
    private static final String DIALOGUE = "{\"id\":\"d1\",\"image\":\"none.png\",\"conversations\":["
            + "{\"from\":\"human\",\"value\":\"<image>\\nWhat is it?\"},{\"from\":\"gpt\",\"value\":\"A lung.\"},"
            + "{\"from\":\"human\",\"value\":\"How many?\"},{\"from\":\"gpt\",\"value\":2}]}";
    private static final String FIGURE = "{\"pair_id\":\"p1\",\"fig_caption\":\"CT scan.\",\"in_text_mention\":"
            + "[{\"tokens\":\"See Fig. 1.\"},\" It is large. \"],\"domain\":{\"ct_scan\":true}}";

    @TempDir
    Path temp;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(temp.resolve(name), content);
    }

    private static List<String> documents(Path file) {
        try (TextSamples samples = TextSamples.open(file)) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < samples.size(); i++) {
                TrainingSample sample = samples.sample(i);
                assertEquals(List.of(), sample.images());
                assertEquals(1, sample.turns().size());
                assertEquals(Role.ASSISTANT, sample.turns().get(0).role());
                texts.add(((PromptPart.Text) sample.turns().get(0).parts().get(0)).text());
                assertFalse(samples.length(i).image());
                assertEquals(
                        texts.get(i).split("\\s+").length, samples.length(i).words());
            }
            return texts;
        }
    }

    private static List<String> texts(Path file) {
        List<String> texts = new ArrayList<>();
        long count = TextSamples.read(file, ReadingProgress.NONE, texts::add);
        assertEquals(count, texts.size());
        return texts;
    }

    @Test
    void aTextFileHasADocumentALine() throws IOException {
        Path file = file("A.TXT", "\uFEFFone text\n\n  two  words \t\r\n{\"text\": 1}\n \nthree \u20AC\u00A0");
        List<String> expected = List.of("one text", "two  words", "{\"text\": 1}", "three \u20AC\u00A0");
        assertEquals(expected, documents(file));
        assertEquals(expected, texts(file));
        try (TextSamples samples = TextSamples.open(file)) {
            assertEquals("line 3", samples.sample(1).id());
        }
    }

    @Test
    void recordsOfAllKindsAreDocuments() throws IOException {
        String dialogue = "What is it?\nA lung.\nHow many?\n2";
        String figure = "CT scan.\nSee Fig. 1.\nIt is large.";
        String text = "{\"id\":7,\"text\":\" a\\n\\nb \"}";
        List<String> expected = List.of(dialogue, figure, "a\n\nb");
        assertEquals(expected, documents(file("all.jsonl", DIALOGUE + "\n\n" + FIGURE + "\n" + text)));
        Path array = file("all.json", "[" + DIALOGUE + ",\n" + FIGURE + ", " + text + "]\n");
        assertEquals(expected, documents(array));
        assertEquals(
                List.of(
                        "What is it?",
                        "A lung.",
                        "How many?",
                        "2",
                        "CT scan.",
                        "See Fig. 1.",
                        "It is large.",
                        "a\n\nb"),
                texts(array));
        try (TextSamples samples = TextSamples.open(array)) {
            assertEquals("d1", samples.sample(0).id());
            assertEquals("p1", samples.sample(1).id());
            assertEquals("7", samples.sample(2).id());
        }
        assertEquals(
                List.of("CT scan.", "See Fig. 1.", "It is large."),
                texts(file("groups.json", "{\"123\": [" + FIGURE + "]}")));
    }

    @Test
    void badFilesAndRecordsAreNamed() throws IOException {
        assertBad("none.txt: no such file", temp.resolve("none.txt"));
        assertBad("has no text", file("empty.txt", " \n\n"));
        assertBad("has no records", file("empty.jsonl", ""));
        assertBad("is not JSON", file("plain.jsonl", "some text"));
        assertBad("record 2: text is missing", file("other.json", "[{\"text\":\"a\"},{\"value\":\"b\"}]"));
        assertBad("t.jsonl:1: text is a number", file("t.jsonl", "{\"text\":1}"));
        assertBad("blank.jsonl:1: text is empty", file("blank.jsonl", "{\"text\":\" \"}"));
        assertBad("NUL", file("binary.txt", "a\0b\n"));
        assertBad(
                "wide.txt:1: is not UTF-8",
                Files.write(temp.resolve("wide.txt"), "\uFEFFabc\n".getBytes(StandardCharsets.UTF_16LE)));
    }

    private static void assertBad(String part, Path file) {
        String message = assertThrows(
                        LlavaMedException.class, () -> TextSamples.open(file).close())
                .getMessage();
        assertTrue(message != null && message.contains(part), message);
    }

    @Test
    void badOnesAreLeftOutIfWanted() throws IOException {
        byte[] lines = "good\n\u00E9\nbetter\n".getBytes(StandardCharsets.ISO_8859_1);
        Path text = Files.write(temp.resolve("latin.txt"), lines);
        Path json = file("some.jsonl", "{\"text\":\"a\"}\nnonsense\n{\"text\":\"\"}\n{\"text\":\"b\"}\n");
        try (TextSamples one = TextSamples.open(text, new OpeningOptions(true, ReadingProgress.NONE));
                TextSamples two = TextSamples.open(json, new OpeningOptions(true, ReadingProgress.NONE))) {
            assertEquals(2, one.size());
            assertEquals("line 3", one.sample(1).id());
            assertEquals(1, one.skipped());
            assertEquals(2, two.size());
            assertEquals(2, two.skipped());
            assertTrue(
                    two.problems().get(0).contains("some.jsonl:2"),
                    two.problems().toString());
        }
        Path bad = Files.write(temp.resolve("bad.txt"), new byte[] {(byte) 0xff, '\n', (byte) 0xfe, '\n', (byte) 0xfd});
        String message = assertThrows(
                        LlavaMedException.class,
                        () -> TextSamples.open(bad, new OpeningOptions(true, ReadingProgress.NONE)))
                .getMessage();
        assertTrue(message != null && message.contains("none of its 3 records"), message);
    }

    @Test
    void theFileMustStayAsItIs() throws IOException {
        Path file = file("a.txt", "one\ntwo\n");
        String before;
        try (TextSamples samples = TextSamples.open(file)) {
            before = samples.fingerprint();
            Files.writeString(file, "one\ntwo, and more\n");
            String message = assertThrows(LlavaMedException.class, () -> samples.sample(1))
                    .getMessage();
            assertTrue(message != null && message.contains("has changed"), message);
        }
        try (TextSamples samples = TextSamples.open(file)) {
            assertNotEquals(before, samples.fingerprint());
        }
        TextSamples closed = TextSamples.open(file);
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.sample(0));
    }
}

package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetCommandTest {
    @TempDir
    private Path folder;

    private String input = "";

    @BeforeEach
    void write() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(i == 0 ? "[" : ",\n")
                    .append(
                            "{\"id\":\"" + i + "_F1\",\"image\":\"" + i
                                    + "_F1.jpg\",\"conversations\":[{\"from\":\"human\","
                                    + "\"value\":\"Describe the lung.\\n<image>\"},{\"from\":\"gpt\",\"value\":\"It is clear.\"}]}");
        }
        input = Files.writeString(folder.resolve("in.json"), text.append("]")).toString();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void helpHasAnExampleForEveryCommand() {
        for (String command : List.of("stats", "validate", "split", "sample", "merge")) {
            Run run = Run.of("dataset", command, "--help").expect(0);
            assertTrue(run.out().contains("Example:\n  llava-med dataset " + command + " "), run.out());
            assertEquals("", run.err());
        }
        assertTrue(Run.of("dataset", "--help").expect(0).out().contains("Example:\n  llava-med dataset validate "));
    }

    @Test
    void stats() throws IOException {
        Run run = Run.of("dataset", "stats", "--input", input, "--output", path("r.html"), "--json")
                .expect(0);
        assertEquals(40, run.json().get("records").asInt());
        assertEquals(
                40,
                run.json()
                        .get("verb_noun_pairs")
                        .get("verbs")
                        .get(0)
                        .get("nouns")
                        .get("lung")
                        .asInt());
        assertTrue(Files.readString(folder.resolve("r.html")).contains("<svg"));
        assertTrue(
                Run.of("dataset", "stats", "--input", input).expect(0).out().contains("qa_pairs                 40"));
        Run same =
                Run.of("dataset", "stats", "--input", input, "--output", input).expect(1);
        assertTrue(same.err().contains("is the input"), same.err());
    }

    @Test
    void validate() throws IOException {
        assertTrue(Run.of("dataset", "validate", "--input", input)
                .expect(0)
                .out()
                .endsWith(": 40 records of dialogues, 0 errors, 0 warnings" + System.lineSeparator()));
        Run missing = Run.of(
                        "dataset",
                        "validate",
                        "--input",
                        input,
                        "--images",
                        folder.toString(),
                        "--json",
                        "--limit",
                        "3")
                .expect(1);
        JsonNode json = missing.json();
        assertEquals(40, json.get("errors").asInt());
        assertEquals(3, json.get("problems").size());
        assertEquals("image-missing", json.get("problems").get(0).get("kind").asText());
        assertEquals(1, json.get("problems").get(0).get("record").asInt());
        Path bad = Files.writeString(
                folder.resolve("bad"), "{\"id\":\"\\u001b[31m\\nerror: x\",\"conversations\":7,\"\\n\":1}");
        Run control = Run.of("dataset", "validate", "--input", bad.toString()).expect(1);
        assertEquals(3, control.out().lines().count(), control.out());
        assertFalse(control.out().contains("\u001b"));
        Path twice = Files.writeString(
                folder.resolve("twice.jsonl"),
                "{\"id\":\"x\",\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"gpt\",\"value\":\"a\"}]}\n"
                        .repeat(2));
        Run.of("dataset", "validate", "--input", twice.toString()).expect(0);
        Run strict = Run.of("dataset", "validate", "--input", twice.toString(), "--repeated-ids", "error")
                .expect(1);
        assertTrue(strict.out().contains("was in record 1 before"), strict.out());
    }

    @Test
    void textOfAFileSteersNoTerminal() {
        assertEquals("a b c d", PlainText.of("a\u202eb\u001bc\nd"));
        assertEquals("\u0627\u0644 \u00e4 \ud83d\ude00", PlainText.of("\u0627\u0644 \u00e4 \ud83d\ude00"));
    }

    @Test
    void splitSampleAndMerge() throws IOException {
        Run split = Run.of(
                        "dataset",
                        "split",
                        "--input",
                        input,
                        "--output",
                        path("p"),
                        "--counts",
                        "rest,5,5",
                        "--seed",
                        "7",
                        "--json")
                .expect(0);
        assertEquals(30, split.json().get("parts").get(0).get("records").asInt());
        Run again = Run.of(
                        "dataset",
                        "split",
                        "--input",
                        input,
                        "--output",
                        path("p2"),
                        "--fractions",
                        "0.8,0.1,0.1",
                        "--group-by",
                        "article")
                .expect(0);
        assertEquals(3, again.out().lines().count(), again.out());
        Run sample = Run.of("dataset", "sample", "--input", input, "--output", path("s.jsonl"), "-n", "7")
                .expect(0);
        assertTrue(sample.out().endsWith("s.jsonl: 7 of 40 records" + System.lineSeparator()), sample.out());
        assertEquals(7, Files.readAllLines(folder.resolve("s.jsonl")).size());
        Run.of("dataset", "merge", "--input", input, "--input", path("s.jsonl"), "--output", path("m.json"))
                .expect(1);
        assertFalse(Files.exists(folder.resolve("m.json")));
        Run merge = Run.of(
                        "dataset",
                        "merge",
                        "--input",
                        input,
                        "--input",
                        path("s.jsonl"),
                        "--output",
                        path("m.json"),
                        "--duplicates",
                        "drop",
                        "--json")
                .expect(0);
        assertEquals(40, merge.json().get("written").asInt());
        assertEquals(7, merge.json().get("repeated").asInt());
    }

    /** Options apart by blanks; IN is the input. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "stats",
                "stats --input IN --schema x",
                "stats --input IN --verb-sample -1",
                "validate --input IN --limit 0",
                "validate --input IN --decode",
                "split --input IN --output x",
                "split --input IN --output x --fractions 1",
                "split --input IN --output x --fractions 0.5,0.4",
                "split --input IN --output x --fractions 0.5,0.5 --counts 1,1",
                "split --input IN --output x --counts 1,x",
                "split --input IN --output x --counts rest,rest",
                "split --input IN --output x --fractions 0.5,0.5 --group-by pixel",
                "sample --input IN --output x -n 0",
                "sample --input IN --output x",
                "merge --input IN --output x --duplicates some",
            })
    void wrongUseIsTwo(String options) {
        Run run = Run.of(("dataset " + options).replace("IN", input).strip().split(" "))
                .expect(2);
        assertEquals("", run.out());
        assertTrue(run.err().matches("error: .+\\R(Possible.+\\R)?See 'llava-med dataset.*--help'\\.\\R"), run.err());
    }

    @Test
    void failuresAreOneLine() {
        for (String[] args : new String[][] {
            {"dataset", "stats", "--input", "none.json"},
            {"dataset", "validate", "--input", path("none")},
            {"dataset", "validate", "--input", input, "--images", "none"},
            {"dataset", "split", "--input", input, "--output", input, "--fractions", "0.5,0.5"},
            {"dataset", "sample", "--input", input, "--output", input, "-n", "1"},
            {"dataset", "sample", "--input", input, "--output", path("x"), "-n", "41"},
        }) {
            Run run = Run.of(args).expect(1);
            assertTrue(run.err().matches("error: (?!unexpected).+\\R"), run.err());
        }
    }
}

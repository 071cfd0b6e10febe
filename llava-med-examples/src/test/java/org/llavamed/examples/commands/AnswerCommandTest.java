package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.examples.demo.DemoImage;

/** {@code answer} in shards and {@code evaluate merge}. */
class AnswerCommandTest {
    @TempDir
    static Path shared = Path.of("");

    @TempDir
    Path folder = Path.of("");

    private Path questions = Path.of("");

    @BeforeAll
    static void write() throws IOException {
        Run.of(
                        "random-checkpoint",
                        "--like",
                        "tiny-llava-med-v1.5",
                        "--output",
                        shared.resolve("tiny").toString())
                .expect(0);
        DemoImage.copyTo(shared.resolve("phantom.png"));
    }

    @BeforeEach
    void questions() throws IOException {
        questions = folder.resolve("q.jsonl");
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            lines.add("{\"question_id\": " + i + ", \"image\": \"phantom.png\", \"text\": \"Is it " + i
                    + "?\", \"expected\": \"yes\", \"answer_type\": \"CLOSED\"}");
        }
        Files.write(questions, lines);
    }

    private Run answer(String answers, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "answer",
                "--model",
                shared.resolve("tiny").toString(),
                "--questions",
                questions.toString(),
                "--image-folder",
                shared.toString(),
                "--answers",
                folder.resolve(answers).toString(),
                "--max-new-tokens",
                "3"));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    private static String timeless(Path file) throws IOException {
        return Files.readString(file).replaceAll("\"milliseconds\":[0-9.E-]+", "");
    }

    @Test
    void shardsMergeToTheWhole() throws IOException {
        JsonNode summary = answer("whole.jsonl", "--json").expect(0).json();
        assertEquals(
                "[\"answers\",\"answered\",\"resumed\",\"total\",\"cancelled\",\"tokens\",\"seconds\"]",
                Json.line(summary.fieldNames()));
        assertEquals(15, summary.get("tokens").asInt());
        assertEquals(5, summary.get("answered").asInt());
        assertEquals(
                2,
                answer("1.jsonl", "--shard", "1/2", "--limit", "2", "--json")
                        .expect(0)
                        .json()
                        .get("total")
                        .asInt());
        JsonNode rest = answer("1.jsonl", "--shard", "1/2", "--json").expect(0).json();
        assertEquals(1, rest.get("answered").asInt());
        assertEquals(2, rest.get("resumed").asInt());

        String[] merge = {
            "evaluate",
            "merge",
            folder.resolve("2.jsonl").toString(),
            folder.resolve("1.jsonl").toString(),
            "--questions",
            questions.toString(),
            "--output",
            folder.resolve("all.jsonl").toString(),
            "--json"
        };
        Files.createFile(folder.resolve("2.jsonl"));
        Run missing = Run.of(merge).expect(1);
        assertTrue(
                missing.err().contains("2 of 5 questions have no answer: 4, 5 (shard 2/2 is not there)"),
                missing.err());
        answer("2.jsonl", "--shard", "2/2").expect(0);
        JsonNode merged = Run.of(merge).expect(0).json();
        assertEquals(5, merged.get("answers").asInt());
        assertTrue(merged.get("settings").asBoolean());
        assertEquals(timeless(folder.resolve("whole.jsonl")), timeless(folder.resolve("all.jsonl")));
    }

    @Test
    void mergesByTheGroundTruthToo() throws IOException {
        Path shard = Files.writeString(
                folder.resolve("1.jsonl"), "{\"question_id\":1,\"prompt\":\"Is it 1?\",\"text\":\"yes\"}\n");
        Path truth = Files.writeString(
                folder.resolve("t.json"),
                "[{\"id\": 1, \"image\": \"phantom.png\", \"answer_type\": \"CLOSED\", \"conversations\": [{\"value\": \"Is"
                        + " it 1?\\n<image>\"}, {\"value\": \"no\"}]}]");
        String[] args = {
            "evaluate",
            "merge",
            shard.toString(),
            "--ground-truth",
            truth.toString(),
            "--output",
            folder.resolve("all.jsonl").toString()
        };
        Run merged = Run.of(args).expect(0);
        assertEquals(
                folder.resolve("all.jsonl") + ": 1 answer of 1 file",
                merged.out().strip());
        assertTrue(merged.err().contains("no settings are written beside the whole"), merged.err());
        assertEquals(Files.readString(shard), Files.readString(folder.resolve("all.jsonl")));
        assertTrue(Run.of(args).expect(1).err().contains("is there already"));
    }

    @Test
    void aPublishedDataSetIsAnsweredAsItsQuestionFile() throws IOException {
        Path truth = Files.writeString(
                folder.resolve("t.json"),
                "[{\"id\": 1, \"image\": \"phantom.png\", \"answer_type\": \"OPEN\", \"conversations\": [{\"value\": \"Is"
                        + " it 1?\\n<image>\"}, {\"value\": \"a lung\"}]}]");
        String[] args = {
            "answer",
            "--model",
            shared.resolve("tiny").toString(),
            "--max-new-tokens",
            "3",
            "--dataset",
            "llava-med",
            "--dataset-dir",
            truth.toString(),
            "--answers",
            folder.resolve("a.jsonl").toString(),
            "--image-folder",
            shared.toString(),
        };
        Run.of(args).expect(0);
        assertTrue(Files.readString(folder.resolve("a.jsonl"))
                .contains("\"expected\":\"a lung\",\"answer_type\":\"OPEN\""));
        Run none = Run.of(Arrays.copyOf(args, args.length - 2)).expect(1);
        assertTrue(none.err().contains("name it with --image-folder"), none.err());
    }

    @Test
    void missingImagesAreToldBeforeTheModelIsLoaded() throws IOException {
        Files.writeString(
                questions,
                Files.readString(questions)
                        .replace("\"phantom.png\", \"text\": \"Is it 4", "\"a.png\", \"text\": \"4")
                        .replace("\"phantom.png\", \"text\": \"Is it 5", "\"b.png\", \"text\": \"5"));
        Run run = answer("a.jsonl").expect(1);
        assertTrue(run.err().startsWith("error: " + questions + ": 2 of 3 images cannot be used (is it"), run.err());
        assertFalse(run.err().contains("loaded in"), run.err());
    }

    @Test
    void wrongUseIsSaidBeforeAnythingIsRead() {
        String[][] wrong = {
            {"answer", "--answers", "a"},
            {"answer", "--answers", "a", "--questions", "q", "--dataset", "slake"},
            {"answer", "--answers", "a", "--questions", "q", "--split", "test"},
            {"answer", "--answers", "a", "--dataset", "slake"},
            {"answer", "--answers", "a", "--dataset", "vqa", "--dataset-dir", "."},
            {"answer", "--answers", "a", "--dataset", "slake", "--dataset-dir", "."},
            {"answer", "--answers", "a", "--dataset", "slake", "--dataset-dir", ".", "--variant", "fr"},
            {"answer", "--answers", "a", "--questions", "q", "--shard", "3/2"},
            {"answer", "--answers", "a", "--questions", "q", "--shard", "x"},
            {"answer", "--answers", "a", "--questions", "q", "--limit", "0"},
            {"evaluate", "merge", "--questions", "q", "--output", "o"},
            {"evaluate", "merge", "a", "--output", "o"},
            {"evaluate", "merge", "a", "--questions", "q", "--ground-truth", "t", "--output", "o"},
        };
        for (String[] args : wrong) {
            Run run = Run.of(args).expect(2);
            assertTrue(run.err().startsWith("error: "), run.err());
            assertEquals("", run.out());
        }
    }

    @Test
    void helpHasAnExample() {
        Run run = Run.of("evaluate", "merge", "--help").expect(0);
        assertTrue(run.out().contains("Example:\n  llava-med evaluate merge "), run.out());
    }
}

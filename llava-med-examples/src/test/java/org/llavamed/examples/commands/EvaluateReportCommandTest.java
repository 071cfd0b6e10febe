package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateReportCommandTest {
    @TempDir
    private Path folder;

    private String truth = "";
    private String answers = "";

    @BeforeEach
    void write() throws IOException {
        List<String> questions = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            questions.add("{\"id\":" + i + ",\"image\":\"" + i / 2 + ".jpg\",\"answer_type\":\""
                    + (i % 2 == 0 ? "CLOSED" : "OPEN")
                    + "\",\"question_type\":\"PRES\",\"conversations\":[{\"from\":\"human\","
                    + "\"value\":\"Is it?\\n<image>\"},{\"from\":\"gpt\",\"value\":\"" + (i % 2 == 0 ? "yes" : "lung")
                    + "\"}]}");
            lines.add("{\"question_id\":" + i + ",\"text\":\"" + (i < 4 ? "Yes, the lung." : "No.")
                    + "\",\"model_id\":\"m\"}");
        }
        truth = Files.writeString(folder.resolve("test.json"), "[" + String.join(",", questions) + "]")
                .toString();
        answers = Files.write(folder.resolve("answers.jsonl"), lines).toString();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void reportOfTwoBenchmarks() throws IOException {
        String reviews = Files.writeString(
                        folder.resolve("reviews.jsonl"),
                        "{\"question_id\":1,\"pair_id\":\"a\",\"type\":\"conversation\",\"domain\":{\"mri\":true},\"result\":\"9 6\\nx\"}\n")
                .toString();
        Run run = Run.of(
                        "evaluate",
                        "report",
                        "--output",
                        path("out"),
                        "--title",
                        "A title",
                        "--json",
                        "--benchmark",
                        "vqa-rad",
                        "--ground-truth",
                        truth,
                        "--answers",
                        answers,
                        "--benchmark",
                        "own",
                        "--answers",
                        answers,
                        "--ground-truth",
                        truth,
                        "--image-folder",
                        path(""),
                        "--reviews",
                        reviews,
                        "--date",
                        "2026-02-03")
                .expect(0);
        JsonNode json = run.json();
        assertEquals("A title", json.path("title").asText());
        assertEquals("2026-02-03", json.path("date").asText());
        assertEquals(
                50.0,
                json.path("benchmarks")
                        .path(0)
                        .path("strict")
                        .path("closed_accuracy")
                        .doubleValue());
        assertEquals("own", json.path("benchmarks").path(1).path("name").asText());
        assertEquals(
                200 / 3.0,
                json.path("chats")
                        .path(0)
                        .path("groups")
                        .path("overall")
                        .path("relative_mean_of_ratios")
                        .doubleValue(),
                1e-9);
        assertEquals(5, json.path("files").size());
        assertEquals(64, json.path("files").path(0).path("sha256").asText().length());
        assertEquals(json, Json.MAPPER.readTree(Files.readAllBytes(folder.resolve("out/report.json"))));
        assertTrue(Files.readString(folder.resolve("out/report.html")).contains("not in the image folder"));
        assertTrue(Files.readString(folder.resolve("out/report.md")).startsWith("# A title\n"));
    }

    @Test
    void filesAreNamedOnStdout() {
        Run run = Run.of(
                        "evaluate",
                        "report",
                        "--output",
                        path("out"),
                        "--benchmark",
                        "slake",
                        "--ground-truth",
                        truth,
                        "--answers",
                        answers,
                        "--gallery",
                        "0")
                .expect(0);
        assertEquals(
                List.of(path("out/report.json"), path("out/report.md"), path("out/report.html")),
                run.out().lines().toList());
    }

    @Test
    void helpHasAnExample() {
        assertTrue(Run.of("evaluate", "report", "--help")
                .expect(0)
                .out()
                .contains("Example:\n  llava-med evaluate report "));
    }

    @Test
    void wrongUseAndWrongFilesLeaveNothing() {
        Run nothing = Run.of("evaluate", "report", "--output", path("out")).expect(2);
        assertTrue(nothing.err().contains("nothing to report"), nothing.err());
        Run part = Run.of("evaluate", "report", "--output", path("out"), "--benchmark", "a", "--answers", answers)
                .expect(2);
        assertTrue(part.err().startsWith("error: Missing required argument(s): --ground-truth"), part.err());
        Run folderMissing = Run.of(
                        "evaluate",
                        "report",
                        "--output",
                        path("out"),
                        "--benchmark",
                        "a",
                        "--ground-truth",
                        truth,
                        "--answers",
                        answers,
                        "--image-folder",
                        path("none"))
                .expect(1);
        assertTrue(folderMissing.err().contains("no such image folder"), folderMissing.err());
        Run few = Run.of(
                        "evaluate",
                        "report",
                        "--output",
                        path("out"),
                        "--benchmark",
                        "a",
                        "--ground-truth",
                        truth,
                        "--answers",
                        answers,
                        "--resamples",
                        "1")
                .expect(2);
        assertTrue(few.err().contains("resamples"), few.err());
        assertEquals(
                1,
                Run.of("evaluate", "report", "--output", path("out"), "--sensitivity", path(""))
                        .expect(1)
                        .err()
                        .lines()
                        .count());
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void inputsAreNotOverwritten() throws IOException {
        Path input = Files.copy(Path.of(truth), folder.resolve("report.json"));
        byte[] before = Files.readAllBytes(input);
        Run.of(
                        "evaluate",
                        "report",
                        "--output",
                        path(""),
                        "--benchmark",
                        "a",
                        "--ground-truth",
                        input.toString(),
                        "--answers",
                        answers)
                .expect(1);
        assertEquals(before.length, Files.size(input));
    }
}

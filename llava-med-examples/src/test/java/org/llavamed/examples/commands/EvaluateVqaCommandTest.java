package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateVqaCommandTest {
    @TempDir
    Path folder = Path.of("");

    private String truth = "";
    private String answers = "";
    private String others = "";
    private String candidates = "";

    @BeforeEach
    void write() throws IOException {
        truth = file("test.json", """
                [{"id": 1, "image": "a.jpg", "answer_type": "CLOSED", "question_type": "PRES",
                  "conversations": [{"from": "human", "value": "Is it?\\n<image>"}, {"from": "gpt", "value": "no"}]},
                 {"id": 2, "image": "b.jpg", "answer_type": "OPEN", "question_type": "POS",
                  "conversatons": [{"from": "human", "value": "Where?\\n<image>"}, {"from": "gpt", "value": "left lung"}]}]
                """);
        answers = file("answers.jsonl", """
                {"question_id": 1, "text": "It is normal", "model_id": "m\\u001b[2J"}
                {"question_id": 2, "text": "the left lung"}
                """);
        others = file("others.jsonl", """
                {"question_id": "1", "text": "No"}
                {"question_id": "2", "text": "left"}
                """);
        candidates = file("candidates.json", "{\"0\": [\"left lung\", \"heart\"]}");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void printsOneObject() {
        Run run = Run.of(
                "evaluate", "vqa", "--ground-truth", truth, "--answers", answers, "--candidates", candidates, "--json");
        JsonNode json = run.expect(0).json();
        assertEquals(1, run.out().strip().lines().count());
        assertEquals("test", json.get("name").asText());
        assertEquals(100, json.at("/reference/closed_accuracy").asDouble());
        assertEquals(0, json.at("/strict/closed_accuracy").asDouble());
        assertEquals(100, json.at("/reference/open_accuracy").asDouble());
        assertEquals(1, json.at("/reference/num_open").asInt());
        assertEquals(2, json.get("groups").size());
        assertEquals("", run.err());
    }

    @Test
    void printsATable() {
        Run run = Run.of("evaluate", "vqa", "--ground-truth", truth, "--answers", answers, "--name", "tiny")
                .expect(0);
        assertTrue(run.out().startsWith("tiny, model m [2J"), run.out());
        assertTrue(run.out().contains("2 questions answered: 1 open, 1 closed"), run.out());
        assertTrue(run.out().contains("closed_undecided"), run.out());
        assertFalse(run.out().contains("NaN"), run.out());
        assertTrue(run.err().contains("open_accuracy of reference mode needs the candidate list"), run.err());
        Run strict = Run.of("evaluate", "vqa", "--ground-truth", truth, "--answers", answers, "--mode", "strict");
        assertFalse(strict.expect(0).out().contains("bleu"));
        assertEquals("", strict.err());
    }

    @Test
    void comparesTwoFiles() {
        JsonNode json = Run.of("evaluate", "compare", answers, others, "--ground-truth", truth, "--json")
                .expect(0)
                .json();
        assertEquals(1, json.at("/strict/second_only").asInt());
        assertEquals(0, json.at("/reference/first_only").asInt());
        assertEquals(-50, json.at("/strict/recall/difference").asDouble());
        Run text = Run.of("evaluate", "compare", answers, others, "--ground-truth", truth)
                .expect(0);
        assertTrue(text.out().contains("closed questions right: both 0, only A 0, only B 1, neither 0"), text.out());
        assertTrue(text.out().contains("McNemar's test: exact p = 1.000, mid-p = 0.5000"), text.out());
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        String part = file("part.jsonl", "{\"question_id\": 1, \"text\": \"\"}\n");
        Run missing = Run.of("evaluate", "vqa", "--ground-truth", truth, "--answers", part)
                .expect(1);
        assertTrue(missing.err().contains("has no answer to"), missing.err());
        Run allowed = Run.of("evaluate", "vqa", "--ground-truth", truth, "--answers", part, "--allow-missing")
                .expect(0);
        assertTrue(allowed.err().contains("1 of 2 questions have no answer"), allowed.err());
        String cut = file("cut.jsonl", "{\"question_id\": 1, \"te");
        assertTrue(Run.of("evaluate", "vqa", "--ground-truth", truth, "--answers", cut)
                .expect(1)
                .err()
                .contains("cut.jsonl"));
        Run.of("evaluate", "vqa", "--ground-truth", truth, "--answers", answers, "--resamples", "5")
                .expect(2);
        Run.of("evaluate", "vqa", "--ground-truth", truth, "--answers", answers, "--mode", "lenient")
                .expect(2);
        Run.of("evaluate", "vqa", "--answers", answers).expect(2);
        Run.of("evaluate", "compare", answers, "--ground-truth", truth).expect(2);
        Run.of("evaluate").expect(2);
    }
}

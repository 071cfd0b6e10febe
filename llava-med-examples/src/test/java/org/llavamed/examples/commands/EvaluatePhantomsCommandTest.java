package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatePhantomsCommandTest {
    @TempDir
    static Path shared = Path.of("");

    private static String model = "";
    private static String test = "";
    private static String train = "";

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void prepare() {
        model = shared.resolve("tiny").toString();
        test = shared.resolve("test").toString();
        train = shared.resolve("train").toString();
        Run.of("random-checkpoint", "--like", "tiny-llava-med-v1.5", "--output", model)
                .expect(0);
        Run.of("phantoms", "--output", test, "--count", "12", "--split", "test").expect(0);
        Run.of("phantoms", "--output", train, "--count", "12").expect(0);
    }

    private Run run(String... more) {
        List<String> args = new ArrayList<>(List.of("evaluate", "phantoms", "--model", model, "--phantoms", test));
        args.addAll(List.of("--output", folder.resolve("out").toString(), "--max-new-tokens", "2"));
        args.addAll(List.of(more));
        return Run.of(args.toArray(String[]::new));
    }

    @Test
    void examinesAndSaysTheSameWhenRunAgain() {
        String[] some = {
            "--training-questions",
            train + "/questions.jsonl",
            "--limit",
            "4",
            "--follow-ups",
            "1",
            "--sensitivity",
            "3"
        };
        Run first = run(some).expect(0);
        assertTrue(first.out().contains("best text-only answers"), first.out());
        assertTrue(first.out().contains("Is the image looked at? 3 questions"), first.out());
        assertTrue(Files.exists(folder.resolve("out/report.json")));
        assertEquals(first.out(), run(some).expect(0).out());
    }

    @Test
    void printsOneObject() {
        JsonNode json = run("--limit", "2", "--follow-ups", "0", "--sensitivity", "0", "--json")
                .expect(0)
                .json();
        assertEquals(2, json.path("scores").path("questions").asInt());
        assertFalse(json.has("text_only") || json.has("follow_ups") || json.has("sensitivity"), json.toString());
    }

    @Test
    void wrongUseIsTold() {
        assertTrue(run("--follow-ups", "-1").expect(2).err().contains("follow-ups is -1"));
        Run run = Run.of("evaluate", "phantoms", "--model", model, "--phantoms", "none", "--output", "x");
        assertTrue(run.expect(1).err().contains("no such folder"));
    }

    @Test
    void aSetIsImportedAsABenchmark() {
        String truth = folder.resolve("test.json").toString();
        Run.of("dataset", "import", "phantoms", test, "--ground-truth", truth).expect(0);
        Run wrong = Run.of("dataset", "import", "phantoms", train, "--ground-truth", truth);
        assertTrue(wrong.expect(1).err().contains("split train"));
        Run.of("dataset", "import", "phantoms", train, "--split", "train", "--candidates", truth)
                .expect(0);
        Run over = Run.of("dataset", "import", "phantoms", test, "--questions", test + "/questions.jsonl");
        over.expect(1);
    }
}

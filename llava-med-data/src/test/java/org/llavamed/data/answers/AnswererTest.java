package org.llavamed.data.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerSet;

/** Runs with a model of another kind, which needs no checkpoint. */
class AnswererTest {
    @TempDir
    Path folder = Path.of("");

    private Path answers = Path.of("");
    private Path questions = Path.of("");

    @BeforeEach
    void files() throws IOException {
        answers = folder.resolve("a.jsonl");
        questions = questions(folder, 10);
        Files.createFile(folder.resolve("x.png"));
    }

    /** Some have an image, some are expected to be answered in a certain way, ids are of both kinds. */
    static Path questions(Path folder, int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            lines.add("{\"question_id\": " + (i % 3 == 0 ? "\"q" + i + "\"" : i) + ", \"text\": \"Is it " + i + "?\""
                    + (i % 2 == 0 ? ", \"image\": \"x.png\"" : "")
                    + (i % 4 == 0 ? ", \"expected\": " + i + ", \"answer_type\": \"OPEN\"" : "") + "}");
        }
        return Files.write(folder.resolve("q.jsonl"), lines);
    }

    private BatchOptions all() {
        return BatchOptions.of(folder);
    }

    private BatchAnswering.Result run(Answerer answerer, BatchOptions options) {
        return new BatchAnswering(answerer, options).run(QuestionFile.read(questions), answers, progress -> {});
    }

    private String refusal(Answerer answerer, BatchOptions options) {
        return String.valueOf(assertThrows(LlavaMedException.class, () -> run(answerer, options))
                .getMessage());
    }

    @Test
    void writesWhatIsKnownAndNothingElse() throws IOException {
        assertEquals(new BatchAnswering.Result(10, 0, 10, false), run(FakeAnswerer.quick(), all()));
        List<String> lines = Files.readAllLines(answers);
        JsonNode line = new ObjectMapper().readTree(lines.get(3));
        assertEquals("Is it 4?|x.png", line.get("text").asText());
        assertEquals("parrot", line.get("model_id").asText());
        assertEquals(
                "{\"expected\":\"4\",\"answer_type\":\"OPEN\",\"milliseconds\":0,\"checkpoint\":\"v7\",\"seed\":3}",
                FakeAnswerer.timeless(line.get("metadata").toString()));
        assertTrue(lines.get(0).contains("Is it 1?|none"));
        JsonNode settings = new ObjectMapper()
                .readTree(folder.resolve("a.jsonl.settings.json").toFile());
        assertEquals("nowhere", settings.get("endpoint").asText());
        assertEquals("1/1", settings.get("shard").asText());
        AnswerSet set = AnswerSet.read(answers);
        assertEquals(10, set.predictions().size());
        assertEquals("parrot", set.modelId());
    }

    @Test
    void theModelIsNeverShownTheExpectedAnswer() throws IOException {
        List<Question> seen = new ArrayList<>();
        run(new Watched(seen), all());
        assertEquals(10, seen.size());
        for (Question question : seen) {
            assertNull(question.expected());
            assertNull(question.answerType());
        }
        assertTrue(Files.readString(answers).contains("\"expected\":\"8\""));
        Files.writeString(questions, Files.readString(questions).replaceAll(", \"expected\".*\"OPEN\"", ""));
        assertEquals(10, run(new Watched(seen), all()).resumed()); // they are still the same questions
    }

    /** Keeps what it is asked. */
    private record Watched(List<Question> seen) implements Answerer {
        @Override
        public String modelId() {
            return "watched";
        }

        @Override
        public Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        public ModelAnswer answer(Question question, @Nullable Path image) {
            seen.add(question);
            return ModelAnswer.of("");
        }
    }

    @Test
    void answersOfAnEarlierVersionAreRefusedInThoseWords() throws IOException {
        run(FakeAnswerer.quick(), all().withLimit(2));
        Files.writeString(folder.resolve("a.jsonl.settings.json"), "{\"version\": \"1\", \"seed\": 3}");
        assertEquals(
                answers
                        + ": was made by an earlier version, whose settings are not comparable; name another answer file",
                refusal(FakeAnswerer.quick(), all()));
        assertEquals(2, Files.readAllLines(answers).size());
    }

    @Test
    void aRunThatIsKilledGoesOn() throws Exception {
        Process process = ChildJvm.of(List.of(), AnswererTest.class, questions.toString(), answers.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        while (process.isAlive()
                && (!Files.exists(answers) || Files.readAllLines(answers).size() < 3)) {
            Thread.sleep(10);
        }
        assertTrue(process.isAlive(), () -> "ended: " + folder.resolve("log"));
        process.destroyForcibly().waitFor();
        int there = Files.readAllLines(answers).size();
        Files.writeString(answers, "{\"question_id\": 4, \"pro", StandardOpenOption.APPEND); // killed while it wrote
        assertEquals(new BatchAnswering.Result(10 - there, there, 10, false), run(FakeAnswerer.quick(), all()));
        String resumed = Files.readString(answers);
        Files.delete(answers);
        run(FakeAnswerer.quick(), all());
        assertEquals(FakeAnswerer.timeless(Files.readString(answers)), FakeAnswerer.timeless(resumed));
    }

    /** The run to be killed. */
    public static void main(String[] args) {
        FakeAnswerer quick = FakeAnswerer.quick();
        Path questions = Path.of(args[0]);
        new BatchAnswering(
                        new FakeAnswerer(quick.modelId(), quick.settings(), 200),
                        BatchOptions.of(questions.toAbsolutePath().getParent()))
                .run(QuestionFile.read(questions), Path.of(args[1]), progress -> {});
    }

    @Test
    void aLargerLimitGoesOnAndASmallerOneTakesNothingAway() throws IOException {
        FakeAnswerer model = FakeAnswerer.quick();
        assertEquals(new BatchAnswering.Result(3, 0, 3, false), run(model, all().withLimit(3)));
        assertEquals(new BatchAnswering.Result(4, 3, 7, false), run(model, all().withLimit(7)));
        String seven = Files.readString(answers);
        assertEquals(new BatchAnswering.Result(0, 7, 7, false), run(model, all().withLimit(2)));
        assertEquals(seven, Files.readString(answers));
        assertEquals(new BatchAnswering.Result(3, 7, 10, false), run(model, all()));
        assertEquals(new BatchAnswering.Result(0, 10, 10, false), run(model, all().withLimit(99)));
        assertThrows(IllegalArgumentException.class, () -> all().withLimit(0));
    }

    @Test
    void anotherShardIsRefusedWithBothNames() throws IOException {
        FakeAnswerer model = FakeAnswerer.quick();
        assertEquals(
                new BatchAnswering.Result(2, 0, 2, false),
                run(model, all().withShard(new Shard(2, 3)).withLimit(2)));
        assertTrue(Files.readString(answers).contains("\"question_id\":5,"));
        String before = Files.readString(answers);
        assertEquals(
                answers + ": was made with other settings: shard was \"2/3\" and is now \"3/3\". Use those of"
                        + " a.jsonl.settings.json or name another answer file",
                refusal(model, all().withShard(new Shard(3, 3))));
        assertTrue(refusal(model, all()).contains("shard was \"2/3\" and is now \"1/1\""));
        assertEquals(before, Files.readString(answers));
        assertEquals(new BatchAnswering.Result(2, 2, 4, false), run(model, all().withShard(new Shard(2, 3))));
    }

    @Test
    void aShardWithoutQuestionsIsAnEmptyRun() throws IOException {
        questions = questions(folder, 5);
        assertEquals(
                new BatchAnswering.Result(0, 0, 0, false), run(FakeAnswerer.quick(), all().withShard(new Shard(4, 4))));
        assertEquals("", Files.readString(answers));
    }

    @Test
    void allMissingImagesAreNamedTogetherBeforeAnythingIsMade() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            lines.add("{\"question_id\": " + i + ", \"text\": \"?\", \"image\": \"" + (i > 27 ? "x" : "no" + i / 2)
                    + ".png\"}");
        }
        Files.write(questions, lines);
        String message = refusal(FakeAnswerer.quick(), all());
        assertTrue(
                message.startsWith(questions + ": 14 of 15 images cannot be used (is it the right folder?): "
                        + questions + ":1: question 1: "),
                message);
        assertEquals(11, message.split("; ", -1).length, message);
        assertTrue(message.endsWith("; and 4 more"), message);
        assertFalse(Files.exists(answers));
        assertEquals(
                3, run(FakeAnswerer.quick(), all().withShard(new Shard(10, 10))).answered()); // needs none of them
    }

    @Test
    void aModelThatMisbehavesIsNotBelieved() {
        BatchOptions options = all();
        for (Map<String, Object> settings : List.<Map<String, Object>>of(
                Map.of("questions", "x"), Map.of("shard", "x"), Map.of("t", List.of()), Map.of("t", Double.NaN))) {
            FakeAnswerer model = new FakeAnswerer("m", settings, 0);
            assertThrows(IllegalArgumentException.class, () -> run(model, options));
        }
        for (String name : List.of("", " ", "a\nb")) {
            FakeAnswerer model = new FakeAnswerer(name, Map.of(), 0);
            assertThrows(IllegalArgumentException.class, () -> run(model, options));
        }
        assertFalse(Files.exists(answers));
    }

    @Test
    void anAnswerThatIsNoTextAndAFailureKeepTheLinesBefore() throws IOException {
        Answerer odd = new Answerer() {
            @Override
            public String modelId() {
                return "odd";
            }

            @Override
            public Map<String, Object> settings() {
                return Map.of();
            }

            @Override
            public ModelAnswer answer(Question question, @Nullable Path image) {
                if (question.id().equals(QuestionId.of(2))) {
                    throw new LlavaMedException("no connection");
                }
                return ModelAnswer.of("half \ud83d of \ud83d\ude00\n");
            }
        };
        assertEquals(questions + ":2: question 2: no connection", refusal(odd, all()));
        assertEquals(
                "half \ufffd of \ud83d\ude00\n",
                AnswerSet.read(answers).predictions().get(0).text());
        assertTrue(refusal(odd, all()).endsWith("no connection")); // and is asked again
        assertEquals(1, Files.readAllLines(answers).size());
    }
}

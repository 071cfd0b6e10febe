package org.llavamed.data.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class AnswerMergeTest {
    @TempDir
    Path folder = Path.of("");

    private Path questions = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void files() throws IOException {
        questions = AnswererTest.questions(folder, 10);
        output = folder.resolve("all.jsonl");
        Files.createFile(folder.resolve("x.png"));
    }

    private Path answer(String name, Answerer model, Shard shard) {
        Path answers = folder.resolve(name);
        new BatchAnswering(model, BatchOptions.of(folder).withShard(shard))
                .run(QuestionFile.read(questions), answers, progress -> {});
        return answers;
    }

    private List<Path> shards(int count) {
        List<Path> shards = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            shards.add(answer("s" + i + ".jsonl", FakeAnswerer.quick(), new Shard(i, count)));
        }
        return shards;
    }

    private AnswerMerge.Result merge(Path... files) {
        return AnswerMerge.run(QuestionFile.read(questions), List.of(files), output);
    }

    private String refusal(Path... files) {
        String message = String.valueOf(
                assertThrows(LlavaMedException.class, () -> merge(files)).getMessage());
        assertFalse(Files.exists(output));
        assertFalse(Files.exists(AnswerSettings.beside(output)));
        assertFalse(Files.exists(folder.resolve("all.jsonl.part")));
        return message;
    }

    @Test
    void equalsARunOfAll() throws IOException {
        Path whole = answer("whole.jsonl", FakeAnswerer.quick(), Shard.WHOLE);
        Random random = new Random(5);
        for (int count : new int[] {1, 2, 3, 4, 7, 10, 13}) {
            List<Path> shards = new ArrayList<>(shards(count));
            Collections.shuffle(shards, random);
            assertEquals(
                    new AnswerMerge.Result(10, true, List.of()),
                    AnswerMerge.run(QuestionFile.read(questions), shards, output));
            assertEquals(
                    FakeAnswerer.timeless(Files.readString(whole)), FakeAnswerer.timeless(Files.readString(output)));
            assertEquals(
                    Files.readString(AnswerSettings.beside(whole)), Files.readString(AnswerSettings.beside(output)));
            BatchAnswering again = new BatchAnswering(FakeAnswerer.quick(), BatchOptions.of(folder));
            assertEquals(
                    new BatchAnswering.Result(0, 10, 10, false),
                    again.run(QuestionFile.read(questions), output, progress -> {}));
            for (Path file : shards) {
                Files.delete(file);
            }
            Files.delete(output);
        }
    }

    @Test
    void shardsAreAnsweredAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Path>> runs = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                int index = i;
                runs.add(() -> answer(
                        "t" + index + ".jsonl", new FakeAnswerer("parrot", Map.of("seed", 1), 5), new Shard(index, 3)));
            }
            List<Path> files = new ArrayList<>();
            for (var run : threads.invokeAll(runs)) {
                files.add(run.get());
            }
            assertEquals(10, merge(files.toArray(Path[]::new)).answers());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsMissingIsNamedWithItsShard() throws IOException {
        List<Path> shards = shards(3);
        String message = refusal(shards.get(0), shards.get(2));
        assertEquals(
                questions + ": 4 of 10 questions have no answer: 5, \"q6\", 7, 8 (shard 2/3 is not there); run `answer`"
                        + " again for what is missing",
                message);
        List<String> lines = Files.readAllLines(shards.get(1));
        Files.write(shards.get(1), lines.subList(0, 3));
        message = refusal(shards.toArray(Path[]::new));
        assertTrue(message.contains("no answer: 8 (shard 2/3 is not finished, " + shards.get(1) + ")"), message);
        Files.writeString(shards.get(1), lines.get(3).substring(0, 30), StandardOpenOption.APPEND);
        message = refusal(shards.toArray(Path[]::new));
        assertEquals(shards.get(1) + ":4: the last line is cut; run `answer` again to end this shard", message);
    }

    @Test
    void aQuestionWithTwoAnswersIsRefusedHoweverItsIdIsSpelt() throws IOException {
        List<Path> shards = shards(2);
        Path twice = Files.write(
                folder.resolve("twice.jsonl"), Files.readAllLines(shards.get(0)).subList(0, 1));
        Path spelt = Files.writeString(
                folder.resolve("spelt.jsonl"),
                Files.readString(twice).replace("\"question_id\":1,", "\"question_id\":\"1\","));
        assertEquals(
                twice + ":1: question_id 1 is answered at " + shards.get(0) + ":1 too",
                refusal(shards.get(0), shards.get(1), twice));
        assertEquals(
                spelt + ":1: question_id \"1\" is answered at " + shards.get(0) + ":1 too",
                refusal(shards.get(0), shards.get(1), spelt));
        assertTrue(refusal(shards.get(0), shards.get(0)).contains(" is answered at "));
        Files.writeString(questions, "{\"question_id\": \"1\", \"text\": \"?\"}\n", StandardOpenOption.APPEND);
        assertEquals(
                questions + ":11: question \"1\": is that of line 1 too, 1; an answer could belong to either",
                refusal(shards.get(0), shards.get(1)));
    }

    @Test
    void unknownAnswersAndOtherTextsAreRefused() throws IOException {
        List<Path> shards = shards(2);
        Path foreign = Files.writeString(
                folder.resolve("f.jsonl"), "{\"question_id\": 77, \"text\": \"x\", \"model_id\": \"parrot\"}\n");
        assertEquals(
                foreign + ":1: question_id 77 is no id of " + questions,
                refusal(shards.get(0), shards.get(1), foreign));
        Files.writeString(foreign, "{\"question_id\": 1, \"text\": \"x\", \"prompt\": \"Is it 2?\"}");
        assertEquals(
                foreign + ":1: prompt is another text than that of question 1 in " + questions,
                refusal(foreign, shards.get(1)));
    }

    @Test
    void otherSettingsAreNamedWithBothValues() throws IOException {
        Path first = answer("1.jsonl", FakeAnswerer.quick(), new Shard(1, 2));
        Map<String, Object> settings = new HashMap<>(FakeAnswerer.quick().settings());
        settings.put("seed", 4);
        settings.remove("endpoint");
        Path second = answer("2.jsonl", new FakeAnswerer("parrot", settings, 0), new Shard(2, 2));
        assertEquals(
                second + ": was made with other settings than " + first
                        + ": endpoint is \"nowhere\" there and absent here; seed is 3 there and 4 here",
                refusal(first, second));
        Path other =
                answer("3.jsonl", new FakeAnswerer("crow", FakeAnswerer.quick().settings(), 0), new Shard(2, 2));
        assertTrue(refusal(first, other).contains("model_id is \"parrot\" there and \"crow\" here"));
        Files.delete(AnswerSettings.beside(other));
        assertEquals(
                other + ":1: model_id is \"crow\", but that of " + first + " is \"parrot\"", refusal(first, other));
        Files.writeString(questions, Files.readString(questions).replace("it 9", "it 19"));
        assertEquals(first + ": was made for other questions than those of " + questions, refusal(first, second));
    }

    @Test
    void shardsWithoutSettingsAreTakenButTheWholeThenHasNone() throws IOException {
        List<Path> shards = shards(2);
        Files.delete(AnswerSettings.beside(shards.get(1)));
        Files.writeString(AnswerSettings.beside(output), "{}"); // of an answer file that was removed
        Path spelt = Files.writeString(
                shards.get(1),
                Files.readString(shards.get(1))
                        .replace("\"question_id\":7,", "\"question_id\":\"7\",")
                        .stripTrailing());
        AnswerMerge.Result result = merge(shards.get(0), spelt);
        assertFalse(result.settings());
        assertEquals(
                List.of(spelt + ": has no settings beside it, so what it was made with cannot be compared"),
                result.notes());
        assertFalse(Files.exists(AnswerSettings.beside(output)));
        assertTrue(Files.readAllLines(output).get(6).startsWith("{\"question_id\":7,")); // as the questions spell it
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        List<Path> shards = shards(1);
        String before = Files.readString(shards.get(0));
        Files.writeString(output, "mine");
        assertTrue(assertThrows(LlavaMedException.class, () -> merge(shards.get(0)))
                .getMessage()
                .startsWith(output + ": is there already"));
        assertEquals("mine", Files.readString(output));
        assertThrows(
                LlavaMedException.class, () -> AnswerMerge.run(QuestionFile.read(questions), shards, shards.get(0)));
        assertEquals(before, Files.readString(shards.get(0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> AnswerMerge.run(QuestionFile.read(questions), List.of(), folder.resolve("new")));
    }
}

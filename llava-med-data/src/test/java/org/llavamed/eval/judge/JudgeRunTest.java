package org.llavamed.eval.judge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.asking.AskingOptions;
import org.llavamed.data.asking.AskingReport;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.LoopbackTeacher;
import org.llavamed.data.teacher.OpenAiChatClient;
import org.llavamed.data.teacher.OpenAiOptions;
import org.llavamed.data.teacher.TeacherFault;
import org.llavamed.error.LlavaMedException;

class JudgeRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path questions = Path.of("");
    private Path answers = Path.of("");
    private Path output = Path.of("");

    @BeforeEach
    void files() throws IOException {
        questions = Chats.questions(folder, 6);
        answers = Chats.answers(folder, 6);
        output = folder.resolve("reviews.jsonl");
    }

    private AskingReport run(ChatClient client, AskingOptions options) {
        return new JudgeRun(Chats.step(), client, options)
                .run(Chats.input(questions, answers), output, progress -> {})
                .reviews();
    }

    private List<JsonNode> reviews() throws IOException {
        List<JsonNode> reviews = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            reviews.add(JSON.readTree(line));
        }
        return reviews;
    }

    @Test
    void reviewsHoldTheQuestionTheAnswersAndTheReply() throws IOException {
        AskingReport report = run(Chats::fair, AskingOptions.DEFAULT);
        assertEquals(12, report.answered());
        List<JsonNode> reviews = reviews();
        assertEquals(12, reviews.size());
        JsonNode turned = reviews.get(3);
        assertEquals(1, turned.get("question_id").asInt());
        assertTrue(Files.readAllLines(output).get(3).contains("\"extra\":7.10"));
        assertEquals("Question number 1?\n<image>", turned.get("text").asText());
        assertEquals("Question number 1?", turned.get("question").asText());
        assertEquals("Model 1.", turned.get("ans1").asText());
        assertEquals("Reference 1.", turned.get("ans2").asText());
        assertEquals("model-first", turned.get("order").asText());
        assertEquals("5 8\n\nSecond.", turned.get("result").asText());
        assertEquals("stop", turned.get("finish_reason").asText());
        assertEquals(
                110,
                turned.at("/usage/prompt_tokens").asInt()
                        + turned.at("/usage/completion_tokens").asInt());
        assertEquals("judge-1-0314", turned.get("model").asText());
        assertEquals("m", turned.get("model_id").asText());
        assertTrue(turned.path("reason").isMissingNode());
        assertTrue(turned.at("/domain/mri").asBoolean());
        ChatEvaluation evaluation = ChatScoring.of(output);
        ChatGroup overall = evaluation.groups().get(0);
        assertEquals(6, overall.count());
        assertEquals(8.5, overall.referenceScore().value());
        assertEquals(4.5, overall.modelScore().value());
        assertEquals(1, evaluation.positionBias().value()); // 9-4 and 5-8: the first place gets one point more
    }

    @Test
    void nothingIsAskedTwiceAndARunCanBeWidened() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        ChatClient counting = request -> {
            asked.incrementAndGet();
            return Chats.fair(request);
        };
        JudgeInput one = new JudgeInput(questions, answers, null, JudgeOrder.REFERENCE_FIRST, false);
        new JudgeRun(Chats.step(), counting, AskingOptions.DEFAULT).run(one, output, progress -> {});
        assertEquals(6, asked.get());
        run(counting, AskingOptions.DEFAULT); // the other order too
        assertEquals(12, asked.get());
        byte[] whole = Files.readAllBytes(output);
        assertEquals(0, run(counting, AskingOptions.DEFAULT).asked());
        assertEquals(12, asked.get());
        assertEquals(new String(whole, UTF_8), Files.readString(output));
    }

    @Test
    void reviewsOfBothOrdersDoNotVanishWhenOneIsAskedFor() throws IOException {
        run(Chats::fair, AskingOptions.DEFAULT);
        String before = Files.readString(output);
        JudgeInput one = new JudgeInput(questions, answers, null, JudgeOrder.MODEL_FIRST, false);
        LlavaMedException e = assertThrows(
                LlavaMedException.class,
                () -> new JudgeRun(Chats.step(), Chats::fair, AskingOptions.DEFAULT).run(one, output, progress -> {}));
        assertTrue(
                String.valueOf(e.getMessage())
                        .endsWith(
                                "reviews.jsonl:1: order is reference-first, and reviews in the order model-first alone are"
                                        + " asked for now; ask for both orders or name another output"),
                e.getMessage());
        assertEquals(before, Files.readString(output));
    }

    @Test
    void repliesWithoutScoresAreKeptAndAskedAgainOnlyWhenWanted() throws IOException {
        ChatClient vague = request -> switch (Chats.number(request)) {
            case 1 -> Chats.reply("In 2 of 3 respects the first is better.");
            case 2 -> throw new ChatException(ChatException.Kind.REFUSED, "refused: too long", null);
            default -> Chats.fair(request);
        };
        AskingReport report = run(vague, AskingOptions.DEFAULT);
        assertEquals(8, report.answered());
        assertEquals(4, report.rejected());
        List<JsonNode> reviews = reviews();
        assertEquals(12, reviews.size());
        assertEquals(
                "no line holds two scores and nothing else",
                reviews.get(2).get("reason").asText());
        assertEquals(
                "In 2 of 3 respects the first is better.",
                reviews.get(2).get("result").asText());
        assertEquals("refused: too long", reviews.get(4).get("reason").asText());
        assertEquals("", reviews.get(4).get("result").asText());
        ChatEvaluation evaluation = ChatScoring.of(output);
        assertEquals(4, evaluation.groups().get(0).unparsed());
        assertTrue(
                evaluation.notes().get(3).endsWith("refused: too long"),
                evaluation.notes().toString());

        assertEquals(0, run(Chats::fair, AskingOptions.DEFAULT).asked());
        report = run(Chats::fair, AskingOptions.DEFAULT.withRetryRejected(true));
        assertEquals(4, report.asked());
        assertEquals(12, report.answered());
        assertTrue(reviews().stream().allMatch(review -> review.path("reason").isMissingNode()));
        assertEquals(0, ChatScoring.of(output).groups().get(0).unparsed());
    }

    @Test
    void otherAnswersOrSettingsAreRefused() throws IOException {
        run(Chats::fair, AskingOptions.DEFAULT);
        String before = Files.readString(output);
        Files.writeString(answers, Files.readString(answers).replace("Model 3.", "Model three."));
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(Chats::fair, AskingOptions.DEFAULT));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("what is asked about 3 reference-first has changed since it was answered"
                                + " (another question, caption or answer)"),
                e.getMessage());
        Chats.answers(folder, 6);
        JudgePrompt prompt = new JudgePrompt("Judge.", "Now.");
        JudgeStep step = new JudgeStep(prompt, "judge-2", 0, null);
        e = assertThrows(
                LlavaMedException.class,
                () -> new JudgeRun(step, Chats::fair, AskingOptions.DEFAULT)
                        .run(Chats.input(questions, answers), output, progress -> {}));
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains("model was \"judge-1\" and is now \"judge-2\"; the prompt (what the judge"
                                + " is told, in this version or another) has changed"),
                e.getMessage());
        assertEquals(before, Files.readString(output));
    }

    @Test
    void inputsAndForeignFilesAreNotWrittenOver() throws IOException {
        String before = Files.readString(answers);
        for (Path target : List.of(questions, answers)) {
            assertThrows(
                    LlavaMedException.class,
                    () -> new JudgeRun(Chats.step(), Chats::fair, AskingOptions.DEFAULT)
                            .run(Chats.input(questions, answers), target, progress -> {}));
        }
        assertEquals(before, Files.readString(answers));
        Files.writeString(output, "{}\n");
        assertThrows(LlavaMedException.class, () -> run(Chats::fair, AskingOptions.DEFAULT));
        assertEquals("{}\n", Files.readString(output));
        assertFalse(Files.exists(folder.resolve("reviews.jsonl.journal")));
    }

    @Test
    void badInputLeavesNothingBehind() throws IOException {
        Files.writeString(answers, Chats.answer("77", "x"));
        assertThrows(LlavaMedException.class, () -> run(Chats::fair, AskingOptions.DEFAULT));
        assertFalse(Files.exists(folder.resolve("reviews.jsonl.journal")));
        assertFalse(Files.exists(output));
    }

    @Test
    void aServerThatMisbehavesIsAskedUntilAllIsThere() throws Exception {
        List<TeacherFault> faults = List.of(
                TeacherFault.busy("Retry-After: 0"),
                TeacherFault.status(500, "oops"),
                TeacherFault.HALF_REPLY,
                TeacherFault.body("{\"choices\": 3"),
                TeacherFault.DISCONNECT,
                TeacherFault.NOT_HTTP,
                TeacherFault.STALL,
                TeacherFault.status(503, LoopbackTeacher.error("down", "server", null, null)));
        questions = Chats.questions(folder, 30);
        answers = Chats.answers(folder, 30);
        try (LoopbackTeacher server = LoopbackTeacher.answering(r ->
                        r.lastMessage().indexOf("Reference ") < r.lastMessage().indexOf("Model ") ? "8 4" : "4 8")
                .faults((number, request) ->
                        number % 3 == 1 ? faults.get(number / 3 % faults.size()) : TeacherFault.NONE)) {
            OpenAiChatClient client = new OpenAiChatClient(OpenAiOptions.builder(server.baseUrl())
                    .retryDelay(Duration.ofMillis(1), Duration.ofMillis(5))
                    .requestTimeout(Duration.ofMillis(400))
                    .maxAttempts(2)
                    .maxConcurrency(8)
                    .build());
            AskingReport report = run(client, new AskingOptions(8, 10, 20, false, Duration.ofSeconds(1)));
            assertEquals(60, report.answered() + report.rejected(), report.toString());
            assertEquals(0, report.unanswered());
        }
        ChatGroup overall = ChatScoring.of(output).groups().get(0);
        assertTrue(overall.count() >= 25, overall.toString());
        assertEquals(50, overall.relativeMeanOfRatios().value());
    }
}

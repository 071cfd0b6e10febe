package org.llavamed.eval.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

class JudgeInputTest {
    @TempDir
    private Path folder;

    private String refused(JudgeInput input) {
        return String.valueOf(assertThrows(LlavaMedException.class, input::read).getMessage());
    }

    private Path answers(String text) throws IOException {
        return Files.writeString(folder.resolve("a.jsonl"), text);
    }

    @Test
    void answersFindTheirQuestionsByIdWhateverTheirOrder() throws IOException {
        JudgeSamples samples = Chats.input(Chats.questions(folder, 5), Chats.answers(folder, 5))
                .read();
        assertEquals(10, samples.size());
        for (int i = 0; i < 5; i++) {
            JudgeSample one = samples.get(2 * i);
            assertEquals("Question number " + i + "?", one.text());
            assertEquals("Reference " + i + ".", one.first());
            assertEquals("Model " + i + ".", one.second());
            assertEquals(i + " reference-first", samples.key(2 * i));
            assertEquals(one.first(), samples.get(2 * i + 1).second());
            assertEquals(i + " model-first", samples.key(2 * i + 1));
        }
    }

    @Test
    void oneOrderIsOneRequestAQuestion() throws IOException {
        Path questions = Chats.questions(folder, 2);
        Path answers = Chats.answers(folder, 2);
        JudgeSamples samples = new JudgeInput(questions, answers, null, JudgeOrder.MODEL_FIRST, false).read();
        assertEquals(2, samples.size());
        assertEquals("Model 0.", samples.get(0).first());
        assertEquals("Reference 0.", samples.get(0).second());
    }

    @Test
    void whatDoesNotFitIsSaidWithFileAndLine() throws IOException {
        Path questions = Chats.questions(folder, 3);
        String three = Chats.answer("0", "a") + Chats.answer("1", "b") + Chats.answer("2", "c");
        Path answers = answers(three + Chats.answer("9", "x"));
        assertTrue(
                refused(Chats.input(questions, answers)).contains("a.jsonl:4: question_id 9 is no id of"),
                refused(Chats.input(questions, answers)));
        answers(three + Chats.answer("\"1\"", "x"));
        assertTrue(refused(Chats.input(questions, answers)).contains("a.jsonl:4: question_id \"1\" is that of"));
        answers(Chats.answer("2", "c") + Chats.answer("0", "a"));
        assertTrue(refused(Chats.input(questions, answers)).contains("has no answer to"));
        assertTrue(refused(Chats.input(questions, answers)).contains("questions.jsonl:2, id 1"));
        answers(three.substring(0, three.length() - 20));
        assertTrue(refused(Chats.input(questions, answers)).contains("a.jsonl:3"));
        answers("");
        assertTrue(refused(Chats.input(questions, answers)).contains("a.jsonl"));
        Files.writeString(
                questions,
                Chats.question("1", 1) + "\n"
                        + Chats.question("1", 1).replace("\"question_id\":1", "\"question_id\":\"1\""));
        assertTrue(refused(Chats.input(questions, answers(three)))
                .contains("questions.jsonl:2: question_id \"1\" is that of"));
        Files.writeString(questions, Chats.question("1", 1).replace("gpt4_answer", "other"));
        assertTrue(refused(Chats.input(questions, answers)).contains("questions.jsonl:1: gpt4_answer is missing"));
    }

    @Test
    void aPartIsJudgedWhenAllowed() throws IOException {
        Path questions = Chats.questions(folder, 3);
        Path answers = answers(Chats.answer("2", "c"));
        JudgeSamples samples = new JudgeInput(questions, answers, null, JudgeOrder.BOTH, true).read();
        assertEquals(2, samples.size());
        assertEquals(2, samples.leftOut());
        assertEquals("c", samples.get(0).second());
    }

    @Test
    void anotherFileMayHoldTheReferenceAnswers() throws IOException {
        Path questions = Files.writeString(
                folder.resolve("q.jsonl"),
                Chats.question("0", 0).replace("gpt4_answer", "other") + "\n" + Chats.question("1", 0) + "\n");
        Path reference = Files.writeString(
                folder.resolve("r.jsonl"), Chats.answer("1", "second") + Chats.answer("\"0\"", "first"));
        Path answers = Chats.answers(folder, 2);
        JudgeSamples samples = new JudgeInput(questions, answers, reference, JudgeOrder.REFERENCE_FIRST, false).read();
        assertEquals("first", samples.get(0).first());
        assertEquals("second", samples.get(1).first());
        Files.writeString(reference, Chats.answer("1", "second"));
        Path one = answers(Chats.answer("0", "x"));
        assertTrue(refused(new JudgeInput(questions, answers, reference, JudgeOrder.BOTH, false))
                .contains("r.jsonl: has no answer"));
        assertTrue(refused(new JudgeInput(questions, one, reference, JudgeOrder.BOTH, true))
                .contains("answers none of the questions that"));
    }
}

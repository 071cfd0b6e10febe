package org.llavamed.eval.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.error.LlavaMedException;

/** Files of questions, answers and candidates in wrong shapes. */
class WrongShapesTest {
    private static final String TURNS = "[{'from':'human','value':'Is it?\\n<image>'},{'from':'gpt','value':'no'}]";
    private static final String RECORD =
            "{'id':7,'image':'a.jpg','answer_type':'CLOSED','conversations':" + TURNS + "}";

    @TempDir
    Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("f.json"), text.replace('\'', '"'));
    }

    private String refusal(String text) throws IOException {
        Path file = file(text);
        String message = assertThrows(LlavaMedException.class, () -> GroundTruth.read(file))
                .getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message;
    }

    @Test
    void readsBothSpellings() throws IOException {
        for (String spelling : List.of("conversations", "conversatons")) {
            GroundTruth truth = GroundTruth.read(file("[" + RECORD.replace("conversations", spelling) + "]"));
            assertEquals("Is it?", truth.items().get(0).question());
            assertEquals("no", truth.items().get(0).expected());
            assertEquals(List.of(), truth.notes());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'conversations'|'conversatons':[],'conversations'|record 1: conversatons stands beside conversations",
                "'from':'human'|'from':'gpt'|record 1: conversations[0] is by gpt; the question comes first, then the answer",
                "'from':'gpt'|'from':'human'|record 1: conversations[1] is by human; the question comes first, then the answer",
                "'a.jpg'|'a\\u0000.jpg'|holds a NUL",
                "'a.jpg'|'../a.jpg'|leaves the image folder",
                "'value':'no'|'value':5|record 1: conversations[1].value is a number, not a string",
                "'value':'no'|'value':null|record 1: conversations[1].value is missing",
                ",{'from':'gpt','value':'no'}||record 1: conversations lacks the answer",
                "'CLOSED'|'yes/no'|record 1: answer_type \"yes/no\" is neither OPEN nor CLOSED",
            })
    void refusesWhatHasAnotherShape(String part, String changed, String problem) throws IOException {
        String message = refusal("[" + RECORD.replace(part, changed == null ? "" : changed) + "]");
        assertTrue(message.contains(problem), message);
    }

    @Test
    void aNumberAndItsTextAreOneId() throws IOException {
        String message = refusal("[" + RECORD + "," + RECORD.replace(":7", ":'7'") + "]");
        assertTrue(message.contains("record 2: id \"7\" is that of"), message);
    }

    @Test
    void saysThatNothingIsExpected() throws IOException {
        GroundTruth truth = GroundTruth.read(file("[" + RECORD.replace("'no'", "''") + "]"));
        assertEquals(
                List.of(
                        "1 of 1 expected answers are empty; strict mode counts every answer to those questions as wrong"),
                truth.notes());
    }

    @Test
    void theQuestionsAreNoAnswersToThem() throws IOException {
        Path questions = Files.writeString(
                folder.resolve("q.jsonl"), "{\"question_id\":7,\"text\":\"Is it?\",\"image\":\"a.jpg\"}\n");
        GroundTruth truth = GroundTruth.read(file("[" + RECORD + "]"));
        AnswerSet answers = AnswerSet.read(questions);
        String message = assertThrows(LlavaMedException.class, () -> Pairing.of(truth, answers, false))
                .getMessage();
        assertEquals(questions + ": holds the questions, not answers to them", message);
        Path echo = Files.writeString(
                folder.resolve("e.jsonl"), "{\"question_id\":7,\"text\":\"Is it?\",\"model_id\":\"parrot\"}\n");
        assertEquals(
                1, Pairing.of(truth, AnswerSet.read(echo), false).answered().size());
    }

    @Test
    void candidatesAreReadOfAFileOnly() throws IOException {
        assertEquals(List.of("a", "5"), Candidates.read(file("{'0':['a',5]}")).answers());
        for (String text : List.of("", "{}", "{'0':[]}", "{'0':[null]}", "{'0':[1.5]}", "{'0':['a']} x", "[['a']]")) {
            Path file = file(text);
            String message = assertThrows(LlavaMedException.class, () -> Candidates.read(file))
                    .getMessage();
            assertTrue(message.startsWith(file.toString()), message);
        }
    }
}

package org.llavamed.data.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.file.Lines;
import org.llavamed.error.LlavaMedException;

class QuestionFileTest {
    @TempDir
    Path folder = Path.of("");

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("q.jsonl"), text);
    }

    @Test
    void readsIdsOfBothKindsBlankLinesAndAByteOrderMark() throws IOException {
        String lines = """
                \uFEFF{"question_id": 7, "text": " What?\\u00a0"}\r

                 \t
                {"question_id": "7", "image": "a/b.png", "text": "Where?\\n<image>", "answer": 3}
                {"question_id": 7.10, "image": null, "text": "<image> Which <image>one?"}""";
        List<Question> questions = QuestionFile.read(write(lines)).questions();
        assertEquals(
                List.of(
                        new Question(QuestionId.of(7), null, "What?", List.of(), 1),
                        new Question(QuestionId.of("7"), "a/b.png", "Where?", List.of(), 4),
                        new Question(new QuestionId("7.10", true), null, "Which one?", List.of(), 5)),
                questions);
    }

    @Test
    void readsTheHistoryAndRemovesMarkersFromItsQuestions() throws IOException {
        Question question = QuestionFile.read(write("{\"question_id\":1,\"text\":\"C\",\"history\":"
                        + "[{\"question\":\"<image>\\nA\",\"answer\":\" b <image>\"}]}"))
                .questions()
                .get(0);
        assertEquals(List.of(new Question.Turn("A", " b <image>")), question.history());
    }

    @Test
    void anEmptyFileHasNoQuestions() throws IOException {
        assertEquals(List.of(), QuestionFile.read(write("\n")).questions());
    }

    @Test
    void theDigestIsThatOfTheBytes() throws IOException {
        // sha256sum of the empty file
        assertEquals(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                QuestionFile.read(write("")).sha256());
    }

    /** What stands in line 2, and how the message goes on after file and line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "{\"question_id\": 2, \"text\": \"a\"              | :31: Unexpected end-of-input: expected close marker for Object",
                "{\"question_id\": 2, \"text\": \"a\"} x           | :33: Unrecognized token 'x'",
                "{\"question_id\": 2, \"text\": \"a\", \"text\":1} | Duplicate field 'text'",
                "[{\"question_id\": 2, \"text\": \"a\"}]           | : an array; one JSON object a line (JSONL)",
                "[                                                 | : a JSON array; one JSON object a line (JSONL)",
                "7                                                 | : a number; one JSON object a line",
                "{\"text\": \"a\"}                                 | : question_id is missing",
                "{\"question_id\": null, \"text\": \"a\"}          | : question_id is missing",
                "{\"question_id\": true, \"text\": \"a\"}          | : question_id is a boolean, not a string or a number",
                "{\"question_id\": 1, \"text\": \"a\"}             | : question_id 1 is that of line 1 too",
                "{\"question_id\": 2}                              | : text is missing",
                "{\"question_id\": 2, \"text\": 5}                 | : text is a number, not a string",
                "{\"question_id\": 2, \"text\": \" <image>\\n\"}   | : text asks nothing",
                "{\"question_id\": 2, \"text\": \"\\ud83d\"}       | : text holds half a surrogate pair",
                "{\"question_id\": 2, \"text\": \"a\", \"image\": [\"b\"]} | : image is an array, not a string",
                "{\"question_id\": 2, \"text\": \"a\", \"image\": \" \"}   | : image \" \" is empty",
                "{\"question_id\": 2, \"text\": \"a\", \"image\": \"/b\"}  | : image \"/b\" is absolute",
                "{\"question_id\": 2, \"text\": \"a\", \"image\": \"C:\\\\b\"} | : image \"C:\\b\" is absolute",
                "{\"question_id\": 2, \"text\": \"a\", \"image\": \"b/../../c\"} | leaves the image folder",
                "{\"question_id\": 2, \"text\": \"a\", \"image\": \"b\\\\..\\\\c\"} | leaves the image folder",
                "{\"question_id\": 2, \"text\": \"a\", \"history\": {}}    | : history is an object, not a list of turns",
                "{\"question_id\": 2, \"text\": \"a\", \"history\": [1]}   | : history[0] is a number, not an object",
                "{\"question_id\": 2, \"text\": \"a\", \"history\": [{\"question\":\"b\"}]} | : history[0].answer is missing",
            })
    void namesFileLineAndKey(String line, String problem) throws IOException {
        Path file = write("{\"question_id\": 1, \"text\": \"ok\"}\n" + line.strip() + "\n");
        String message = assertThrows(LlavaMedException.class, () -> QuestionFile.read(file))
                .getMessage();
        assertTrue(message.startsWith(file + ":2:"), message);
        assertTrue(message.contains(problem.strip()), message);
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        Path file = Files.write(
                folder.resolve("latin"), "{\"question_id\":1,\"text\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                file + ":1: is not UTF-8 text",
                assertThrows(LlavaMedException.class, () -> QuestionFile.read(file))
                        .getMessage());
    }

    @Test
    void refusesAnEndlessLineWithoutHoldingIt() throws IOException {
        Path file = Files.write(folder.resolve("zeros"), new byte[Lines.MAX_BYTES + 1]);
        assertTrue(assertThrows(LlavaMedException.class, () -> QuestionFile.read(file))
                .getMessage()
                .startsWith(file + ":1: longer than 16777216 bytes"));
    }

    @Test
    void refusesDeepNestingAndHugeNumbers() throws IOException {
        for (String value : List.of("[".repeat(100_000), "9".repeat(100_000), "1e99999999999")) {
            Path file = write("{\"question_id\": 1, \"text\": \"a\", \"x\": " + value);
            assertThrows(LlavaMedException.class, () -> QuestionFile.read(file));
        }
    }

    @Test
    void refusesFoldersAndMissingFiles() {
        assertThrows(LlavaMedException.class, () -> QuestionFile.read(folder));
        assertThrows(LlavaMedException.class, () -> QuestionFile.read(folder.resolve("none")));
    }

    @Test
    void trimsWhatPythonTrims() {
        // every character for which Python's str.isspace holds
        String space = "\t\n\u000b\f\r\u001c\u001d\u001e\u001f \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
                + "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
        assertEquals("a" + space + "b", QuestionText.trim(space + "a" + space + "b" + space));
        assertEquals("\u200b\ufeff", QuestionText.trim("\u200b\ufeff")); // no white space for Python
        assertEquals("", QuestionText.trim(space));
    }
}

package org.llavamed.eval.truth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.error.LlavaMedException;

/** Ground truth, answers and candidates as files: what is read, what is told, what is refused. Quotes are written as '. */
class TruthFilesTest {
    private static final String FIRST =
            "{'id':7,'image':'a.jpg','answer_type':'OPEN','conversations':[{'from':'human','value':'Where?\\n<image>'},"
                    + "{'from':'gpt','value':'lung'}]}";

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file.json"), text.replace('\'', '"'));
    }

    private static String message(Executable read) {
        return String.valueOf(assertThrows(LlavaMedException.class, read).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"conversations", "conversatons"})
    void bothSpellingsAreRead(String spelling) throws IOException {
        GroundTruth truth = GroundTruth.read(file("[" + FIRST.replace("conversations", spelling) + "]"));
        BenchmarkItem item = truth.items().get(0);
        assertEquals("Where?", item.question());
        assertEquals("lung", item.expected());
        assertEquals(AnswerType.OPEN, item.type());
        assertEquals(List.of(), truth.notes());
        QuestionFile questions = truth.questions();
        assertEquals("a.jpg", questions.questions().get(0).image());
        assertEquals("Where?", questions.questions().get(0).text());
        assertEquals(truth.sha256(), questions.sha256());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Traits traits = new Traits("PRES", "CHEST", "CT", "zh", "p1");
        BenchmarkItem full = new BenchmarkItem(
                GroundTruth.read(file(FIRST)).items().get(0).id(), "b.jpg", "Q?", "A", AnswerType.CLOSED, traits, "x");
        Path copy = folder.resolve("copy.json");
        GroundTruth.write(List.of(full), copy);
        BenchmarkItem read = GroundTruth.read(copy).items().get(0);
        assertEquals(traits, read.traits());
        assertEquals(AnswerType.CLOSED, read.type());
        assertEquals("p1", read.cluster());
        assertEquals("Q?", read.question());
    }

    @Test
    void dirtIsToldNotHidden() throws IOException {
        String small = FIRST.replace("7", "8").replace("'OPEN'", "' closed '");
        String more = FIRST.replace("7", "9").replace("'lung'}", "'lung'},{'from':'human','value':'Why?'}");
        GroundTruth truth = GroundTruth.read(file("[" + String.join(",", FIRST, small, more) + "]"));
        assertEquals(AnswerType.CLOSED, truth.items().get(1).type());
        assertEquals(2, truth.notes().size());
        assertTrue(truth.notes().get(0).startsWith("1 answer types had blanks or small letters"));
        assertTrue(truth.notes().get(1).startsWith("1 of 3 conversations go on after the first answer"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'OPEN'|'SOME'|answer_type",
                ",{'from':'gpt','value':'lung'}||lacks the answer",
                "'human'|'gpt'|conversations[0] is by gpt",
                "'gpt'|'human'|conversations[1] is by human",
                "'lung'|4|conversations[1].value",
                "'id':7|'id':true|id",
                "'a.jpg'|'../a.jpg'|image",
                "'lung'}]}|'lu|:2",
            })
    void badRecordsAreRefused(String part, String other, String named) throws IOException {
        String bad = FIRST.replace("7", "8") + "\n" + FIRST.replace(part, other == null ? "" : other);
        String message = message(() -> GroundTruth.read(file(bad)));
        assertTrue(message.contains("file.json:2") && message.contains(named), message);
    }

    @Test
    void idsComeOnce() throws IOException {
        String again = FIRST.replace("7", "'7'");
        assertTrue(message(() -> GroundTruth.read(file(FIRST + "\n" + again))).contains("is that of"));
        String answers = "{'question_id':7,'text':'a'}\n{'question_id':'7','text':'b'}\n";
        assertTrue(message(() -> AnswerSet.read(file(answers))).contains("file.json:2"));
    }

    @Test
    void answersMayBeEmptyButNotCut() throws IOException {
        AnswerSet answers = AnswerSet.read(file("{'question_id':7,'text':'','model_id':'m'}\n"));
        assertEquals("", answers.predictions().get(0).text());
        assertEquals("m", answers.modelId());
        for (String bad : new String[] {"{'question_id':7,'te", "{'question_id':7}", "{'text':'a'}", ""}) {
            assertTrue(message(() -> AnswerSet.read(file(bad))).contains("file.json"), bad);
        }
    }

    @Test
    void candidatesAreAListOrThePublishedForm() throws IOException {
        assertEquals(List.of("a", "4"), Candidates.read(file("{'0':['a',4]}")).answers());
        assertEquals(List.of("a"), Candidates.read(file("['a']")).answers());
        Path copy = folder.resolve("copy.json");
        new Candidates(List.of("x", "4")).write(copy);
        assertEquals(List.of("x", "4"), Candidates.read(copy).answers());
        Stream.of(
                        "{}",
                        "{'0':[]}",
                        "{'0':'a'}",
                        "['a',null]",
                        "['a',1.5]",
                        "['a'",
                        "['a'] x",
                        "[1e99999999999]",
                        "{'0':['a'],'0':['b']}",
                        "")
                .forEach(bad -> {
                    String message = message(() -> Candidates.read(file(bad)));
                    assertTrue(message.contains("file.json:") && !message.contains("start marker"), message);
                });
        assertThrows(LlavaMedException.class, () -> Candidates.read(folder));
    }
}

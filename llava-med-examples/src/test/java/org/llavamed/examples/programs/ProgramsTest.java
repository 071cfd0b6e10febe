package org.llavamed.examples.programs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Every program runs without arguments and prints what it is about. */
class ProgramsTest {
    private interface Program {
        void start(String[] args) throws IOException, InterruptedException;
    }

    private static String output(Program program) throws IOException, InterruptedException {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.start(new String[0]);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void expect(String output, String... parts) {
        for (String part : parts) {
            assertTrue(output.contains(part), () -> part + " is not in " + output);
        }
    }

    @Test
    void ask() throws IOException, InterruptedException {
        expect(
                output(AskExample::main),
                "trained by this project on drawings",
                "[INST] <image>\nWhat does this",
                "Ended:   ");
    }

    @Test
    void streamAndCancel() throws IOException, InterruptedException {
        String output = output(StreamAndCancelExample::main);
        assertTrue(output.matches("(?s).+\\R-> (STOP|LENGTH)\\R.+\\R-> CANCELLED after \\d+ tokens\\R"), output);
    }

    @Test
    void chat() throws IOException, InterruptedException {
        expect(output(ChatExample::main), "First: ", "Second: ", "Branch: ", "Second, again: ", "0 of them");
    }

    @Test
    void ownTemplate() throws IOException, InterruptedException {
        expect(output(OwnTemplateExample::main), "CLINICIAN: <image>\nWhat is shown?\nREPORT:");
    }

    @Test
    void ownTeacher() throws IOException, InterruptedException {
        expect(output(OwnTeacherExample::main), "Assistant: An image drawn for tests, in 2 messages.", "Ended: stop");
    }

    @Test
    void batch() throws IOException, InterruptedException {
        expect(
                output(BatchExample::main),
                "answered=2, resumed=0",
                "answered=1, resumed=2",
                "\"question_id\":\"text-only\"");
    }

    @Test
    void fineTuning() throws IOException, InterruptedException {
        expect(output(FineTuningExample::main), "step 25: loss ", "Before: ", "After:  A drawing of a chest.");
    }

    @Test
    void evaluation() throws IOException, InterruptedException {
        expect(
                output(EvaluationExample::main),
                "REFERENCE recall                 75.00 without interval of 1", // "right" counts three times
                "STRICT    recall                 50.00 without interval of 1",
                "REFERENCE closed_accuracy       100.00 ", // "no" is found in normal
                "STRICT    closed_accuracy        66.67 ",
                "open_accuracy of reference mode needs the candidate list");
    }
}

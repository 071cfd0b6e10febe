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
        void start(String[] args) throws IOException;
    }

    private static String output(Program program) throws IOException {
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
    void ask() throws IOException {
        expect(output(AskExample::main), "the answer means nothing", "[INST] <image>\nWhat does this", "Ended:   ");
    }

    @Test
    void streamAndCancel() throws IOException {
        expect(output(StreamAndCancelExample::main), "-> LENGTH", "-> CANCELLED after ");
    }

    @Test
    void chat() throws IOException {
        expect(output(ChatExample::main), "First: ", "Second: ", "Branch: ", "Second, again: ", "0 of them");
    }

    @Test
    void ownTemplate() throws IOException {
        expect(output(OwnTemplateExample::main), "CLINICIAN: <image>\nWhat is shown?\nREPORT:");
    }

    @Test
    void batch() throws IOException {
        expect(
                output(BatchExample::main),
                "answered=2, resumed=0",
                "answered=1, resumed=2",
                "\"question_id\":\"text-only\"");
    }
}

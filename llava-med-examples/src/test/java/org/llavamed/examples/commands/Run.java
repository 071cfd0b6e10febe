package org.llavamed.examples.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assertions;

/** A command run in this process: what it wrote and its exit code. */
record Run(int code, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Run of(String... args) {
        return typing("", args);
    }

    static Run typing(String input, String... args) {
        return run(input, text -> false, text -> false, args);
    }

    /** Presses Ctrl-C whenever there is more on stdout. */
    static Run interruptedByOutput(String input, String... args) {
        return run(input, text -> true, text -> false, args);
    }

    /** Presses Ctrl-C when stderr ends in this. */
    static Run interruptedByProgress(String end, String... args) {
        return run("", text -> false, text -> text.stripTrailing().endsWith(end), args);
    }

    private static Run run(String input, Predicate<String> onOut, Predicate<String> onErr, String... args) {
        Interrupts interrupts = new Interrupts();
        Capture out = new Capture(interrupts, onOut);
        Capture err = new Capture(interrupts, onErr);
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                Terminal.writer(out),
                Terminal.writer(err),
                false,
                interrupts);
        int code = Commands.run(terminal, args);
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    JsonNode json() {
        try {
            return JSON.readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("stdout is not JSON: " + out, e);
        }
    }

    Run expect(int expected) {
        Assertions.assertEquals(expected, code, () -> "stderr: " + err);
        return this;
    }

    private static final class Capture extends ByteArrayOutputStream {
        private final Interrupts interrupts;
        private final Predicate<String> interrupt;
        private int flushed;

        Capture(Interrupts interrupts, Predicate<String> interrupt) {
            this.interrupts = interrupts;
            this.interrupt = interrupt;
        }

        @Override
        public void flush() {
            if (size() > flushed && interrupt.test(toString(StandardCharsets.UTF_8))) {
                interrupts.raise();
            }
            flushed = size();
        }
    }
}

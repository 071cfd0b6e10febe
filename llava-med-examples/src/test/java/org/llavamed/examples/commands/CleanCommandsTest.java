package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code align} and {@code clean}. */
class CleanCommandsTest {
    @TempDir
    Path folder = Path.of("");

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void align() throws IOException {
        String figures = """
                {"pair_id":"a","fig_caption":"A lung."}
                {"pair_id":"b","fig_caption":""}
                """;
        Files.writeString(folder.resolve("f.jsonl"), figures);
        JsonNode json = Run.of("align", "--input", path("f.jsonl"), "--output", path("o.json"), "--json")
                .expect(0)
                .json();
        assertEquals(2, json.get("records_in").asInt());
        assertEquals(1, json.get("records_out").asInt());
        assertEquals(1, json.get("empty_captions").asInt());
        Run plain = Run.of("align", "--input", path("f.jsonl"), "--output", path("o.json"), "--seed", "2");
        assertTrue(plain.expect(0).out().startsWith("1 of 2 figures written, 1 with a concise"), plain.out());
        assertTrue(Files.readString(folder.resolve("o.json")).contains("\"value\":\"A lung.\""));
        Run.of("align", "--input", path("f.jsonl"), "--output", path("f.jsonl")).expect(1);
        Run.of("align", "--input", path("f.jsonl"), "--output", path("o"), "--max-size", "0")
                .expect(2);
        Run.of("align", "--input", path("f.jsonl"), "--output", path("o"), "--images", path("no"))
                .expect(1);
    }

    @Test
    void ctrlCLeavesNothing() throws IOException, InterruptedException {
        String figure =
                "{\"pair_id\":\"%d\",\"fig_caption\":\"A lung.\",\"result\":\"User: What?\\nAssistant: A lung.\"}\n";
        try (BufferedWriter input = Files.newBufferedWriter(folder.resolve("many.jsonl"))) {
            for (int i = 0; i < 100_000; i++) {
                input.write(figure.formatted(i));
            }
        }
        for (String command : List.of("align", "clean")) {
            Interrupts interrupts = new Interrupts();
            StringWriter err = new StringWriter();
            Terminal terminal = new Terminal(
                    InputStream.nullInputStream(),
                    new PrintWriter(new StringWriter()),
                    new PrintWriter(err),
                    false,
                    interrupts);
            AtomicBoolean ended = new AtomicBoolean();
            Path part = folder.resolve("cut.json.part");
            Thread person = new Thread(() -> {
                while (!ended.get() && !Files.exists(part)) {
                    Thread.onSpinWait();
                }
                interrupts.raise();
            });
            try (Interrupts.Scope scope = interrupts.during(() -> {})) { // should the command have ended before
                person.start();
                int code = Commands.run(terminal, command, "--input", path("many.jsonl"), "--output", path("cut.json"));
                ended.set(true);
                person.join();
                assertEquals(ExitCode.CANCELLED, code, err.toString());
            }
            assertEquals("cancelled; nothing was written", err.toString().strip());
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(folder.resolve("many.jsonl")), left.toList());
            }
        }
    }

    @Test
    void clean() throws IOException {
        String reply =
                "User: What?\\nAssistant: According to the caption, a lung.\\nUser: Where?\\nAssistant: I'm sorry.";
        Files.writeString(folder.resolve("r.jsonl"), "{\"pair_id\":\"a\",\"result\":\"" + reply + "\"}\n");
        String[] args = {"clean", "--input", path("r.jsonl"), "--output", path("o.json"), "--dropped", path("d.jsonl")};
        Run plain = Run.of(args).expect(0);
        assertTrue(plain.out().startsWith("1 of 1 record written, 1 of 2 questions and answers"), plain.out());
        assertTrue(plain.out().contains("1 refusal-apology"), plain.out());
        assertTrue(plain.out().contains("1 cut-according-to"), plain.out());
        assertTrue(Files.readString(folder.resolve("o.json")).contains("\"value\":\"A lung.\""));
        assertTrue(Files.readString(folder.resolve("d.jsonl")).contains("\"reason\":\"refusal-apology\""));
        JsonNode json = Run.of("clean", "--input", path("r.jsonl"), "--output", path("o.json"), "--json")
                .expect(0)
                .json();
        assertEquals(1, json.get("pairs_dropped").get("refusal-apology").asInt());
        Run.of("clean", "--input", path("r.jsonl"), "--output", path("r.jsonl")).expect(1);
        Run.of("clean", "--input", path("r.jsonl")).expect(2);
    }
}

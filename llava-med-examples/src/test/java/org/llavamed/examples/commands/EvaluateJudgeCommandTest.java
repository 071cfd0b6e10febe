package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateJudgeCommandTest {
    @TempDir
    private Path folder;

    private Path reviews = Path.of("");
    private String[] judge = {};

    @BeforeEach
    void files() throws IOException {
        StringBuilder questions = new StringBuilder();
        StringBuilder answers = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            questions.append("{\"question_id\":" + i + ",\"type\":\"conversation\",\"text\":\"What " + i
                    + "?\\n<image>\",\"image\":\"f" + i + ".jpg\",\"gpt4_answer\":\"REF " + i
                    + "\",\"fig_caption\":\"A scan.\",\"domain\":{\"mri\":true}}\n");
            answers.insert(0, "{\"question_id\":" + i + ",\"text\":\"MODEL " + i + "\"}\n");
        }
        Path q = Files.writeString(folder.resolve("q.jsonl"), questions);
        Path a = Files.writeString(folder.resolve("a.jsonl"), answers);
        reviews = folder.resolve("reviews.jsonl");
        judge = new String[] {
            "evaluate",
            "judge",
            "--questions",
            q.toString(),
            "--answers",
            a.toString(),
            "--output",
            reviews.toString(),
            "--model",
            "j"
        };
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    /** A judge that gives the reference 8 and the model 6, except that it has no scores for question 3 at first. */
    private HttpServer server(AtomicInteger requests, AtomicInteger vague) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int number = requests.incrementAndGet();
            if (number == 2) { // a busy server
                exchange.getResponseHeaders().set("Retry-After", "0");
                exchange.sendResponseHeaders(429, -1);
                exchange.close();
                return;
            }
            String reply = asked.contains("What 3?") && vague.getAndDecrement() > 0
                    ? "Both are good."
                    : asked.indexOf("REF ") < asked.indexOf("MODEL ")
                            ? "8 6\\n\\nWhy."
                            : "Assistant 1: 6/10, Assistant 2: 8/10";
            byte[] body =
                    ("{\"model\":\"j-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":"
                                    + "\"assistant\",\"content\":\"" + reply
                                    + "\"}}],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"total_tokens\":110}}")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void answersAreJudgedAndSummedUp() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = server(requests, new AtomicInteger(1));
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
            String[] args = with(judge, "--base-url", url, "--json", "--concurrency", "1");
            Run run = Run.of(args).expect(0);
            assertEquals(7, run.json().at("/report/answered").asInt(), run.out());
            assertEquals(1, run.json().at("/report/rejected").asInt());
            assertTrue(
                    run.err().contains("reviews.jsonl: 7 of 8 reviews have scores, 1 have none (kept with the reason;"),
                    run.err());
            assertEquals(9, requests.get()); // eight, and one more for the busy server
            assertEquals(0, Run.of(args).expect(0).json().at("/report/asked").asInt());
            assertEquals(9, requests.get());

            Run chat = Run.of("evaluate", "chat", "--reviews", reviews.toString(), "--json")
                    .expect(0);
            JsonNode overall = chat.json().get("overall");
            assertEquals(8, chat.json().size());
            assertEquals(4, overall.get("count").asInt());
            assertEquals(1, overall.get("unparsed").asInt());
            assertEquals(75, overall.get("relative_mean_of_ratios").asDouble());
            assertEquals(75, overall.get("relative_ratio_of_means").asDouble());
            assertEquals(
                    75, overall.get("relative_ratio_of_means_interval").get(1).asDouble());
            assertTrue(chat.json().at("/gross/model_score").isNull());
            assertTrue(
                    chat.err().contains("note: no scores can be read from 1 review, which does not count"), chat.err());
            assertTrue(chat.err().contains("question 3 ("), chat.err());
            assertTrue(chat.err().contains("position bias: the first place is scored +0.00 points"), chat.err());

            Run again = Run.of(with(args, "--retry-unparsed")).expect(0);
            assertEquals(1, again.json().at("/report/asked").asInt());
            assertEquals(8, again.json().at("/report/answered").asInt());
            Run table =
                    Run.of("evaluate", "chat", "--reviews", reviews.toString()).expect(0);
            assertTrue(table.out().startsWith("group "), table.out());
            assertEquals(9, table.out().lines().count());
            assertTrue(
                    table.out()
                            .lines()
                            .anyMatch(line -> line.matches("mri +4 +0 +8\\.00 .* 75\\.0 \\(75\\.0 to 75\\.0\\)")),
                    table.out());
            assertFalse(table.err().contains("note:"), table.err());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aDryRunShowsPromptsAndWritesNothing() {
        Run run = Run.of(with(judge, "--dry-run", "--show", "1")).expect(0);
        assertTrue(run.out().startsWith("=== prompt 1 of 8\n--- system\n"), run.out());
        assertTrue(run.out().contains(" question>>\nWhat 0?\n<<"), run.out());
        assertFalse(run.out().contains("<image>"));
        assertTrue(run.err().matches("8 prompts, about \\d+ \\+ 2000 tokens \\(an estimate\\)\n"), run.err());
        Run one = Run.of(with(judge, "--dry-run", "--json", "--order", "reference-first"))
                .expect(0);
        assertEquals(4, one.json().get("samples").asInt());
        assertFalse(Files.exists(reviews));
        assertFalse(Files.exists(folder.resolve("reviews.jsonl.journal")));
    }

    @Test
    void wrongUseAndBadFilesAreSaid() throws IOException {
        assertTrue(Run.of(judge).expect(2).err().contains("--base-url"));
        assertTrue(Run.of(with(judge, "--dry-run", "--order", "ba"))
                .expect(2)
                .err()
                .contains("order \"ba\" is none of both, reference-first, model-first"));
        Run.of(with(judge, "--dry-run", "--temperature", "3")).expect(2);
        Run.of("evaluate", "chat").expect(2);
        Run.of("evaluate", "chat", "--reviews", "x", "--resamples", "0").expect(2);
        assertTrue(
                Run.of("evaluate", "chat", "--reviews", folder.resolve("none").toString())
                        .expect(1)
                        .err()
                        .contains("no such file"));
        Path answers = folder.resolve("a.jsonl");
        Files.writeString(answers, Files.readString(answers).lines().limit(3).reduce("", (a, b) -> a + b + "\n"));
        assertTrue(Run.of(with(judge, "--dry-run")).expect(1).err().contains("has no answer to"));
        Run part = Run.of(with(judge, "--dry-run", "--allow-missing", "--json")).expect(0);
        assertEquals(6, part.json().get("samples").asInt());
        String evil = "{\"question_id\":\"\\u001b[2J\",\"result\":\"no\"}\n";
        Run chat = Run.of(
                        "evaluate",
                        "chat",
                        "--reviews",
                        Files.writeString(folder.resolve("evil.jsonl"), evil).toString())
                .expect(0);
        assertFalse(chat.err().contains("\u001b"), chat.err());
    }
}

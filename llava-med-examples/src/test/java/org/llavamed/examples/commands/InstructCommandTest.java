package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstructCommandTest {
    private static final String REPLY =
            "{\"model\":\"m-1\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"User: What?\\n\\nAssistant: That.\"}}],"
                    + "\"usage\":{\"prompt_tokens\":1000000,\"completion_tokens\":500000,\"total_tokens\":1500000}}";

    @TempDir
    private Path folder;

    private String input = "";
    private String output = "";

    @BeforeEach
    void files() throws IOException {
        String record = "{\"pair_id\":\"%s\",\"fig_label\":\"Fig. 1\",\"fig_caption\":\"A scan.\"}\n";
        input = Files.writeString(folder.resolve("in.jsonl"), record.formatted("a") + record.formatted("b"))
                .toString();
        output = folder.resolve("out.jsonl").toString();
    }

    @Test
    void aDryRunShowsPromptsAndCostAndWritesNothing() {
        Run run = Run.of(
                        "instruct",
                        "--input",
                        input,
                        "--output",
                        output,
                        "--base-url",
                        "http://localhost:9/v1",
                        "--model",
                        "m",
                        "--dry-run",
                        "--show",
                        "1",
                        "--price-prompt",
                        "1000",
                        "--price-completion",
                        "0")
                .expect(0);
        assertTrue(run.out().contains("=== prompt 1 of 2\n--- system\n"), run.out());
        assertTrue(run.out().endsWith("--- user\nFigure Caption:\nFig. 1: A scan.\n"), run.out());
        assertTrue(
                run.err().matches("2 prompts, about \\d+ \\+ \\d+ tokens, \\d\\.\\d\\d USD \\(an estimate\\)\n"),
                run.err());
        assertFalse(Files.exists(Path.of(output + ".journal")));
    }

    @Test
    void aRunWritesRecordsAndSaysWhatItCost() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = REPLY.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
            String[] args = {
                "instruct",
                "--input",
                input,
                "--output",
                output,
                "--base-url",
                url,
                "--model",
                "m",
                "--json",
                "--price-prompt",
                "2",
                "--price-completion",
                "4"
            };
            Run run = Run.of(args).expect(0);
            assertEquals(2, run.json().path("report").path("answered").asInt());
            assertEquals(8.0, run.json().path("cost").asDouble());
            assertTrue(run.err().contains("2 of 2 answered, 0 rejected"), run.err());
            assertTrue(Files.readString(Path.of(output)).contains("\"result\":\"User: What?\\n\\nAssistant: That.\""));
            assertEquals(
                    0,
                    Run.of(args).expect(0).json().path("report").path("asked").asInt());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void wrongUseIsSaid() {
        String[] args = {
            "instruct", "--input", input, "--output", output, "--base-url", "http://localhost:9/v1", "--model", "m"
        };
        String[] more = java.util.Arrays.copyOf(args, args.length + 2);
        more[args.length] = "--concurrency";
        more[args.length + 1] = "0";
        assertTrue(Run.of(more).expect(2).err().contains("concurrency 0"));
        more[args.length] = "--variant";
        more[args.length + 1] = "9k";
        assertTrue(Run.of(more).expect(2).err().contains("variant \"9k\" is none of"));
    }
}

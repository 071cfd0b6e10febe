package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.examples.LlavaMedCommand;

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
        String[] more = Arrays.copyOf(args, args.length + 2);
        more[args.length] = "--concurrency";
        more[args.length + 1] = "0";
        assertTrue(Run.of(more).expect(2).err().contains("concurrency 0"));
        more[args.length] = "--variant";
        more[args.length + 1] = "9k";
        assertTrue(Run.of(more).expect(2).err().contains("variant \"9k\" is none of"));
    }

    @Test
    void aServerThatIsNotThereIsSaidAtOnceAndEndsTheRunSoon() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        long start = System.nanoTime();
        Run run = Run.of(arguments("http://127.0.0.1:" + port + "/v1")).expect(1);
        assertTrue(System.nanoTime() - start < 20_000_000_000L);
        assertTrue(run.err().startsWith("no connection (is the server running"), run.err());
        assertTrue(run.err().contains("; trying again in 1 s (attempt 2 of 3)"), run.err());
        assertFalse(run.err().contains("A scan."), run.err());
    }

    @Test
    void aMissingKeyIsToldForOtherComputersOnly() {
        for (String url :
                List.of("http://localhost:8/v1", "http://a.localhost", "http://127.0.0.1:8/v1", "http://[::1]:8")) {
            assertTrue(TeacherOptions.isLoopback(url), url);
        }
        for (String url :
                List.of("https://api.openai.com/v1", "http://127.0.0.1.org", "http://localhost.org", "http://[::2]")) {
            assertFalse(TeacherOptions.isLoopback(url), url);
        }
    }

    @Test
    void ctrlCCanDoSomethingFirst() {
        Interrupts interrupts = new Interrupts();
        List<String> done = new ArrayList<>();
        try (Interrupts.Scope outer = interrupts.during(() -> done.add("end"))) {
            try (Interrupts.Scope inner = interrupts.first(() -> done.add("first"))) {
                interrupts.raise();
            }
            interrupts.raise();
        }
        assertEquals(List.of("first", "end", "end"), done);
    }

    @Test
    void withoutPricesTheCostIsNotKnown() {
        Run run = Run.of(with(arguments("http://127.0.0.1:9/v1"), "--dry-run", "--json"))
                .expect(0);
        assertTrue(run.json().path("estimated_cost").isNull(), run.out());
        Run.of(with(arguments("http://127.0.0.1:9/v1"), "--price-prompt", "1")).expect(2);
        Run.of(with(arguments("nonsense"), "--timeout", "5")).expect(2);
        Run.of(with(arguments("http://127.0.0.1:9/v1"), "--kind", "poem")).expect(2);
        Run.of(with(arguments("http://127.0.0.1:9/v1"), "--attempts", "0")).expect(2);
        Run.of(with(arguments("http://127.0.0.1:9/v1"), "--api-key-env", "LLAVAMED_NOT_SET"))
                .expect(1);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void ctrlCSavesAndEndsWith130() throws IOException, InterruptedException {
        assumeFalse(ignoresInterrupts(), "started in the background of a shell, whose children never see Ctrl-C");
        String record = "{\"pair_id\":\"p%d\",\"fig_label\":\"Fig. 1\",\"fig_caption\":\"A scan.\"}\n";
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            records.append(record.formatted(i));
        }
        Files.writeString(Path.of(input), records);
        CountDownLatch some = new CountDownLatch(20);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            some.countDown();
            byte[] body = REPLY.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            try {
                Thread.sleep(20); // one thread: 500 take ten seconds
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            List<String> command = new ArrayList<>();
            command.add(
                    Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
            String path = System.getProperty("java.class.path", "");
            command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", path)));
            command.add(LlavaMedCommand.class.getName());
            command.addAll(
                    List.of(arguments("http://127.0.0.1:" + server.getAddress().getPort() + "/v1")));
            Path err = folder.resolve("err.txt");
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            assertTrue(some.await(60, TimeUnit.SECONDS), Files.readString(err));
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
            String said = Files.readString(err);
            assertEquals(130, process.exitValue(), said);
            assertTrue(said.contains("stopping; replies under way are waited for"), said);
            assertTrue(said.contains("; cancelled; run again to go on"), said);
            assertFalse(Files.exists(Path.of(output)));
            assertTrue(Files.readAllLines(Path.of(output + ".journal")).stream()
                            .filter(line -> line.startsWith("{\"answered\""))
                            .count()
                    >= 15);
        } finally {
            server.stop(0);
        }
    }

    /** A shell without job control starts background jobs with SIGINT ignored, and their children inherit that. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    private String[] arguments(String url) {
        return new String[] {"instruct", "--input", input, "--output", output, "--base-url", url, "--model", "m"};
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }
}

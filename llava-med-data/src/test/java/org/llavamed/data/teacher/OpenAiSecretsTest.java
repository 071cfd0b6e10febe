package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither the key nor the prompt comes back out, whatever the server does with them. */
@Timeout(30)
class OpenAiSecretsTest {
    private static final String KEY = "zQ9-topsecretkey_48fA7c";
    private static final String ORGANISATION = "org-veryprivate77";
    private static final String PROMPT = "Figure Caption: Chest radiograph of Mr Miller shows an effusion.";
    private static final ChatRequest REQUEST = new ChatRequest("m", List.of(ChatMessage.user(PROMPT)), 0, 64);

    private final PrintStream before = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private LoopbackTeacher server;
    private OpenAiOptions options;

    @BeforeEach
    void start() throws IOException {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        server = LoopbackTeacher.answering(request -> "the key is " + KEY);
        options = OpenAiOptions.builder(server.baseUrl())
                .key(ApiKey.environment("K", Map.of("K", KEY)))
                .header("OpenAI-Organization", ORGANISATION)
                .requestTimeout(Duration.ofSeconds(5))
                .maxAttempts(2)
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        System.setErr(before);
        server.close();
    }

    private static void clean(String shown) {
        for (String part : List.of("topsecret", "zQ9-", "48fA7c", "veryprivate", "Miller", "radiograph", "effusion")) {
            assertFalse(shown.contains(part), shown);
        }
    }

    static Stream<TeacherFault> echoes() {
        String all = KEY + " " + ORGANISATION + " " + PROMPT;
        String json = LoopbackTeacher.error("bad: " + all, all, all, all);
        return Stream.of(
                TeacherFault.status(400, json),
                TeacherFault.status(401, json),
                TeacherFault.status(404, all),
                TeacherFault.status(429, json, "Retry-After: " + KEY),
                TeacherFault.status(422, "{\"detail\": [{\"msg\": \"" + KEY + "\", \"input\": \"" + PROMPT + "\"}]}"),
                TeacherFault.status(422, "{\"detail\": \"Bearer " + KEY + " for '" + PROMPT + "'\"}"),
                TeacherFault.status(302, "", "Location: http://other.example/?key=" + KEY),
                TeacherFault.status(500, "{\"error\": {\"code\": \"" + KEY + "\"}}"),
                TeacherFault.body("{\"error\": {\"message\": \"" + all + "\"}}"),
                TeacherFault.body("no JSON: " + all),
                TeacherFault.bytes((all + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)),
                TeacherFault.bytes(("HTTP/1.1 " + KEY + " x\r\n\r\n").getBytes(StandardCharsets.US_ASCII)),
                TeacherFault.bytes(
                        ("HTTP/1.1 200 OK\r\n" + KEY + ": \u0001\r\n\r\n").getBytes(StandardCharsets.US_ASCII)),
                TeacherFault.bytes(
                        ("HTTP/1.1 200 OK\r\nContent-Length: " + KEY + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)),
                TeacherFault.bytes(
                        ("HTTP/1.1 200 OK\r\nbad header " + KEY + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void anEchoIsNotShown(TeacherFault echo) {
        server.faults((number, request) -> echo);
        OpenAiChatClient client = new OpenAiChatClient(options, new FakeTicker());
        ChatException failure = assertThrows(ChatException.class, () -> client.complete(REQUEST));
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        clean(trace.toString());
        clean(log.toString(StandardCharsets.UTF_8));
        clean(client.metrics().toString());
    }

    @Test
    void nothingOfTheClientShowsTheKey() {
        for (Object shown : List.of(
                options,
                options.key,
                options.endpoint,
                OpenAiOptions.builder(server.baseUrl()).key(options.key),
                new OpenAiChatClient(options))) {
            clean(shown.toString());
        }
        assertTrue(options.toString().contains("a key from environment variable K"), options.toString());
    }

    @Test
    void aReplyIsKeptWithoutTheKey() throws InterruptedException {
        ChatReply reply = new OpenAiChatClient(options).complete(REQUEST);
        assertEquals("the key is ***", reply.text());
    }

    @Test
    void theKeyDoesNotFollowARedirect() throws IOException {
        try (LoopbackTeacher other = LoopbackTeacher.answering(request -> "mine now")) {
            server.fault(TeacherFault.status(307, "", "Location: " + other.baseUrl() + "/chat/completions"));
            ChatException failure =
                    assertThrows(ChatException.class, () -> new OpenAiChatClient(options).complete(REQUEST));
            assertEquals(ChatException.Kind.FATAL, failure.kind());
            assertEquals(0, other.connections());
        }
    }

    @Test
    void aRequestIsNotLogged() throws InterruptedException {
        new OpenAiChatClient(options).complete(REQUEST);
        clean(log.toString(StandardCharsets.UTF_8));
    }
}

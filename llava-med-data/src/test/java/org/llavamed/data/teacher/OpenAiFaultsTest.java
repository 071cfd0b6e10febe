package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.data.teacher.ChatException.Kind;

/** Servers that are busy, broken or strange. */
@Timeout(30)
class OpenAiFaultsTest {
    private static final ChatRequest REQUEST =
            new ChatRequest("m", List.of(ChatMessage.user("What does the figure show?")), 0, 64);
    private static final long LIMIT = 300;

    private final FakeTicker clock = new FakeTicker();
    private LoopbackTeacher server;
    private OpenAiChatClient client;

    @BeforeEach
    void start() throws IOException {
        server = LoopbackTeacher.answering(request -> "fine, 3 \u00b5m");
        client = client(server.baseUrl(), 3);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** Waits between attempts take no time; time-outs do. */
    private OpenAiChatClient client(String baseUrl, int attempts) {
        return new OpenAiChatClient(
                OpenAiOptions.builder(baseUrl)
                        .requestTimeout(Duration.ofMillis(LIMIT))
                        .maxAttempts(attempts)
                        .maxReplyBytes(100_000)
                        .jitterSeed(1)
                        .build(),
                clock);
    }

    private ChatException fails(Kind kind) {
        ChatException failure = assertThrows(ChatException.class, () -> client.complete(REQUEST));
        assertEquals(kind, failure.kind(), failure.getMessage());
        assertNull(failure.getCause());
        return failure;
    }

    static Stream<Arguments> passing() {
        return Stream.concat(slow(), quick());
    }

    static Stream<Arguments> slow() {
        return Stream.of(
                Arguments.of("stall", TeacherFault.STALL),
                Arguments.of("stall in the body", TeacherFault.STALL_IN_BODY),
                Arguments.of("dribble", TeacherFault.DRIBBLE),
                Arguments.of("slow", TeacherFault.slow(Duration.ofMillis(2 * LIMIT))));
    }

    static Stream<Arguments> quick() {
        return Stream.of(
                Arguments.of("disconnect", TeacherFault.DISCONNECT),
                Arguments.of("half reply", TeacherFault.HALF_REPLY),
                Arguments.of("wrong length", TeacherFault.WRONG_LENGTH),
                Arguments.of("chunk garbage", TeacherFault.CHUNK_GARBAGE),
                Arguments.of("not HTTP", TeacherFault.NOT_HTTP),
                Arguments.of("no JSON", TeacherFault.body("<html>gateway</html>")),
                Arguments.of("empty", TeacherFault.body("")),
                Arguments.of("null", TeacherFault.body("null")),
                Arguments.of("array", TeacherFault.body("[1]")),
                Arguments.of("no choices", TeacherFault.body("{\"choices\": []}")),
                Arguments.of("no message", TeacherFault.body("{\"choices\": [{\"index\": 0}]}")),
                Arguments.of(
                        "content is a number", TeacherFault.body("{\"choices\": [{\"message\": {\"content\": 3}}]}")),
                Arguments.of("text after", TeacherFault.body("{\"choices\": [{\"message\": {\"content\": \"x\"}}]} x")),
                Arguments.of("deep", TeacherFault.body("[".repeat(50_000))),
                Arguments.of("deep object", TeacherFault.body("{\"choices\":".repeat(8_000))),
                Arguments.of("long number", TeacherFault.body("{\"choices\": " + "9".repeat(50_000) + "}")),
                Arguments.of("exponent", TeacherFault.body("{\"choices\": 1e99999999999999999999}")),
                Arguments.of("stream", TeacherFault.body("data: {\"choices\": []}\n\ndata: [DONE]\n\n")),
                Arguments.of(
                        "error in 200", TeacherFault.body("{\"error\": {\"message\": \"upstream\", \"code\": 502}}")),
                Arguments.of(
                        "no UTF-8",
                        TeacherFault.bytes(("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 53\r\n\r\n"
                                        + "{\"choices\": [{\"message\": {\"content\": \"\u00ff\u00fe\u00c3(\"}}]}       ")
                                .getBytes(StandardCharsets.ISO_8859_1))),
                Arguments.of("429", TeacherFault.busy()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passing")
    void whatPassesIsTriedAgain(String name, TeacherFault fault) throws InterruptedException {
        server.fault(fault);
        assertEquals("fine, 3 \u00b5m", client.complete(REQUEST).text());
        assertEquals(2, server.requests());
        assertEquals(1, client.metrics().retries());
        assertEquals(1, clock.sleeps().size());
        assertTrue(clock.sleeps().get(0) >= 500 && clock.sleeps().get(0) <= 1_000, "waits " + clock.sleeps());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("quick")
    void whatStaysIsUnavailable(String name, TeacherFault fault) {
        client = client(server.baseUrl(), 2);
        server.faults((number, request) -> fault);
        String message = fails(Kind.UNAVAILABLE).getMessage();
        assertTrue(message.contains("no reply in 2 attempts; the last: "), message);
        assertTrue(message.startsWith(server.baseUrl() + ", model m: "), message);
        assertEquals(2, server.requests());
        assertEquals(2, client.metrics().attempts());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 409, 425, 429, 500, 502, 503, 504, 520, 529})
    void passingStatusesAreTriedAgain(int status) throws InterruptedException {
        server.fault(TeacherFault.status(status, "busy"), TeacherFault.status(status, "{\"error\": \"busy\"}"));
        assertEquals("fine, 3 \u00b5m", client.complete(REQUEST).text());
        assertEquals(3, server.requests());
        assertEquals(status == 429 ? 2 : 0, client.metrics().busy());
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED",
        "413, REFUSED",
        "422, REFUSED",
        "431, REFUSED",
        "415, REFUSED",
        "401, FATAL",
        "402, FATAL",
        "403, FATAL",
        "404, FATAL",
        "405, FATAL",
        "407, FATAL",
        "410, FATAL",
        "501, FATAL",
        "301, FATAL",
        "302, FATAL",
        "307, FATAL",
        "308, FATAL"
    })
    void otherStatusesAreNot(int status, Kind kind) {
        server.fault(TeacherFault.status(status, "{\"message\": \"so it is\"}", "Location: http://other.example/v1"));
        assertTrue(fails(kind).getMessage().contains("HTTP " + status + ": so it is"));
        assertEquals(1, server.requests());
        assertEquals(List.of(), clock.sleeps());
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient_quota", "billing_not_active", "model_not_found", "invalid_api_key"})
    void whatNoWaitMendsIsFatalWhateverTheStatus(String code) {
        for (int status : new int[] {429, 400, 500, 200}) {
            server.fault(TeacherFault.status(
                    status, LoopbackTeacher.error("You exceeded your current quota", "x", null, code)));
            assertTrue(fails(Kind.FATAL).getMessage().contains("You exceeded your current quota"));
        }
        server.fault(TeacherFault.status(429, LoopbackTeacher.error("no", code, null, null)));
        fails(Kind.FATAL);
        assertEquals(5, server.requests());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\": {\"message\": \"too long\", \"code\": \"context_length_exceeded\"}} | too long",
                "{\"error\": \"too long\"} | too long",
                "{\"object\": \"error\", \"message\": \"too long\", \"code\": 400} | too long",
                "{\"statusCode\": 400, \"message\": \"too long\"} | too long",
                "{\"detail\": \"too long\"} | too long",
                "{\"error\": {\"code\": \"content_filter\", \"message\": null}} | content_filter",
                "too long | too long",
                "[too long] | [too long]"
            })
    void showsWhatTheServerSays(String body, String said) {
        server.fault(TeacherFault.status(400, body));
        assertTrue(fails(Kind.REFUSED).getMessage().endsWith("HTTP 400: " + said));
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><h1>Bad Gateway</h1></html>", "", "{\"error\": {\"mess", "{}", "null"})
    void saysOnlyTheStatusWhereTheServerSaysNothing(String body) {
        server.fault(TeacherFault.status(400, body));
        assertTrue(fails(Kind.REFUSED).getMessage().endsWith("HTTP 400"));
    }

    @Test
    void honoursTheServersWait() throws InterruptedException {
        server.fault(
                TeacherFault.busy("Retry-After: 7"),
                TeacherFault.status(
                        503, "", "Retry-After: Thu, 01 Jan 2026 00:00:30 GMT", "Date: Thu, 01 Jan 2026 00:00:10 GMT"));
        client.complete(REQUEST);
        assertTrue(clock.sleeps().get(0) >= 7_000 && clock.sleeps().get(0) <= 7_700, "waits " + clock.sleeps());
        assertTrue(clock.sleeps().get(1) >= 20_000 && clock.sleeps().get(1) <= 22_000, "waits " + clock.sleeps());
        assertEquals(2, clock.sleeps().size());
        server.fault(TeacherFault.busy("retry-after-ms: 86400000"));
        client.complete(REQUEST);
        assertEquals(60_000, clock.sleeps().get(2));
    }

    @Test
    void aReplyBeyondTheLimitIsRefusedAndItsConnectionClosed() throws InterruptedException {
        server.fault(TeacherFault.ENDLESS, TeacherFault.body(" ".repeat(100_001)));
        assertTrue(fails(Kind.REFUSED).getMessage().endsWith("longer than 100000 bytes"));
        fails(Kind.REFUSED);
        assertEquals("fine, 3 \u00b5m", client.complete(REQUEST).text());
    }

    @Test
    void anErrorBeyondTheLimitIsCut() {
        server.fault(TeacherFault.status(400, "too long ".repeat(100_000)));
        String message = fails(Kind.REFUSED).getMessage();
        assertTrue(message.length() < 500 && message.contains("too long too long"), message);
    }

    @Test
    void aServerThatWasNeverThereEndsACallEarly() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        client = client("http://127.0.0.1:" + port + "/v1", 8);
        assertTrue(fails(Kind.FATAL)
                .getMessage()
                .endsWith("3 attempts; the last: no connection (is the server running, and are host and port right?)"));
    }

    @Test
    void anInterimStatusWithoutAnEndIsTriedAgain() {
        Failure failure = Failure.status(
                103,
                HttpHeaders.of(Map.of(), (name, value) -> true),
                ServerError.NONE,
                Endpoint.of(server.baseUrl(), null),
                new Redaction(List.of(), REQUEST),
                clock.now());
        assertEquals(new Failure(null, "HTTP 103", null), failure);
    }

    @Test
    void aHostThatWasNeverKnownIsFatal() {
        ConnectException unknown = new ConnectException();
        unknown.initCause(new UnresolvedAddressException());
        Redaction none = new Redaction(List.of(), REQUEST);
        assertEquals(
                new Failure(Kind.FATAL, "the host's name is not known", null),
                Failure.noResponse(unknown, false, Duration.ofSeconds(1), none));
        assertNull(
                Failure.noResponse(unknown, true, Duration.ofSeconds(1), none).end());
    }

    @Test
    void plainTextWhereTlsIsExpectedIsFatalAtFirst() {
        client = client(server.root().replace("http:", "https:") + "/v1", 2);
        assertTrue(fails(Kind.FATAL).getMessage().contains("no safe connection (TLS)"));
    }

    @Test
    void theVaultIsAskedForEveryAttempt() throws InterruptedException {
        int[] asked = {0};
        client = new OpenAiChatClient(
                OpenAiOptions.builder(server.baseUrl())
                        .key(ApiKey.from("the vault", () -> "token-number-" + asked[0]++))
                        .build(),
                clock);
        server.fault(TeacherFault.status(500, ""));
        client.complete(REQUEST);
        assertEquals(
                List.of("Bearer token-number-0", "Bearer token-number-1"),
                server.received().stream()
                        .map(LoopbackTeacher.Received::headers)
                        .map((Map<String, String> headers) -> headers.get("authorization"))
                        .toList());
    }
}

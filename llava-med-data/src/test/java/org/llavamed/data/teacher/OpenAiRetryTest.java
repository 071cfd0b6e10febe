package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.llavamed.data.teacher.ChatException.Kind;

/** How long a call insists, and what it says meanwhile. */
@Timeout(30)
class OpenAiRetryTest {
    private static final ChatRequest REQUEST = new ChatRequest("m", List.of(ChatMessage.user("hidden prompt")), 0, 64);

    private final List<ChatRetry> told = new CopyOnWriteArrayList<>();

    private OpenAiOptions.Builder options(String url) {
        return OpenAiOptions.builder(url).onRetry(told::add);
    }

    private static ChatException fails(ChatClient client) {
        return assertThrows(ChatException.class, () -> client.complete(REQUEST));
    }

    @Test
    void everyWaitIsToldWithItsReason() throws Exception {
        try (LoopbackTeacher server = LoopbackTeacher.answering(request -> "fine")) {
            server.fault(TeacherFault.status(500, "hidden prompt"), TeacherFault.DISCONNECT);
            new OpenAiChatClient(options(server.baseUrl()).build(), new FakeTicker()).complete(REQUEST);
        }
        assertEquals(List.of(2, 3), told.stream().map(ChatRetry::attempt).toList());
        assertEquals(8, told.get(0).attempts());
        assertTrue(told.get(0).reason().startsWith("HTTP 500"), told.toString());
        assertTrue(told.get(1).reason().startsWith("the connection broke"), told.toString());
        assertTrue(told.get(0).delay().compareTo(Duration.ofMillis(500)) >= 0);
        assertTrue(!told.toString().contains("hidden"), told.toString());
    }

    @Test
    void aClosedPortEndsTheFirstCallsSoonAndLaterOnesOnlyAfterAllAttempts() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String url = "http://127.0.0.1:" + port + "/v1";
        assertEquals(
                Kind.FATAL,
                fails(new OpenAiChatClient(options(url).build(), new FakeTicker()))
                        .kind());
        assertEquals(2, told.size());
        Redaction redaction = new Redaction(List.of(), REQUEST);
        Failure later = Failure.noResponse(new ConnectException(), true, Duration.ofSeconds(1), redaction);
        assertEquals(new Failure(null, "no connection", null), later); // once it was there: all attempts
    }

    @Test
    void timeOutsEndACallAfterThree() throws IOException {
        try (LoopbackTeacher server = LoopbackTeacher.answering(request -> "fine")) {
            server.faults((number, request) -> TeacherFault.STALL);
            OpenAiChatClient client = new OpenAiChatClient(
                    options(server.baseUrl())
                            .requestTimeout(Duration.ofMillis(100))
                            .build(),
                    new FakeTicker());
            ChatException failure = fails(client);
            assertEquals(Kind.UNAVAILABLE, failure.kind());
            assertTrue(failure.getMessage().contains("in 3 attempts; the last: no whole reply within 0.1 s"));
            assertEquals(3, client.metrics().attempts());
        }
    }
}

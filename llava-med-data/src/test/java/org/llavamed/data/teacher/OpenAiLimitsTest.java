package org.llavamed.data.teacher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads, limits by the minute, and interrupts. */
@Timeout(30)
class OpenAiLimitsTest {
    private static final ChatRequest REQUEST = new ChatRequest("m", List.of(ChatMessage.user("hello")), 0, 100);

    private LoopbackTeacher server;

    @BeforeEach
    void start() throws IOException {
        server = LoopbackTeacher.answering(request -> "hello");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private OpenAiOptions.Builder options() {
        return OpenAiOptions.builder(server.baseUrl()).retryDelay(Duration.ofMillis(1), Duration.ofMillis(20));
    }

    @Test
    void neverAsksMoreAtOnceThanAllowed() throws Exception {
        server.faults((number, request) -> switch (number % 4) {
            case 0 -> TeacherFault.status(500, "");
            case 1 -> TeacherFault.DISCONNECT;
            default -> TeacherFault.slow(Duration.ofMillis(15));
        });
        OpenAiChatClient client = new OpenAiChatClient(
                options().maxConcurrency(3).maxAttempts(100).build());
        ExecutorService threads = Executors.newFixedThreadPool(24);
        try {
            List<Future<ChatReply>> replies = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                replies.add(threads.submit(() -> client.complete(REQUEST)));
            }
            for (Future<ChatReply> reply : replies) {
                assertEquals("hello", reply.get().text());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(3, server.mostAtOnce());
        assertEquals(60, client.metrics().replies());
        assertEquals(server.requests(), client.metrics().attempts());
        assertEquals(server.requests() - 60, client.metrics().retries());
    }

    @Test
    void aFailedCallGivesItsSlotBack() throws InterruptedException {
        OpenAiChatClient client =
                new OpenAiChatClient(options().maxConcurrency(1).maxAttempts(1).build());
        for (int i = 0; i < 3; i++) {
            server.fault(TeacherFault.status(400, ""));
            assertThrows(ChatException.class, () -> client.complete(REQUEST));
        }
        assertEquals("hello", client.complete(REQUEST).text());
    }

    @Test
    void requestsByTheMinute() throws InterruptedException {
        FakeTicker clock = new FakeTicker();
        OpenAiChatClient client =
                new OpenAiChatClient(options().requestsPerMinute(60).build(), clock);
        server.fault(TeacherFault.status(500, "")); // counts too
        for (int i = 0; i < 10; i++) {
            client.complete(REQUEST);
        }
        assertEquals(10, clock.nanos() / 1e9, 0.01);
        assertEquals(clock.nanos(), client.metrics().waited().toNanos());
    }

    @Test
    void tokensByTheMinuteAreThoseTheServerReports() throws InterruptedException {
        FakeTicker clock = new FakeTicker();
        server.faults((number, request) -> TeacherFault.body(LoopbackTeacher.completion("hello", 150, 50)));
        OpenAiChatClient client =
                new OpenAiChatClient(options().tokensPerMinute(6_000).build(), clock);
        for (int i = 0; i < 10; i++) {
            client.complete(REQUEST);
        }
        assertEquals(9 * 2, clock.nanos() / 1e9, 1);
    }

    @Test
    void tokensOfReplyWithoutUsageStayEstimated() throws InterruptedException {
        FakeTicker clock = new FakeTicker();
        server.faults((number, request) -> TeacherFault.body("{\"choices\": [{\"message\": {\"content\": \"x\"}}]}"));
        OpenAiChatClient client =
                new OpenAiChatClient(options().tokensPerMinute(6_000).build(), clock);
        for (int i = 0; i < 10; i++) {
            client.complete(REQUEST);
        }
        long estimate = TokenEstimate.prompt(REQUEST) + 100;
        assertEquals(9 * estimate / 100.0, clock.nanos() / 1e9, 1);
    }

    @Test
    void aBusyServerHoldsUpTheOtherCallsToo() throws InterruptedException {
        FakeTicker clock = new FakeTicker();
        OpenAiChatClient client = new OpenAiChatClient(
                options()
                        .maxAttempts(1)
                        .retryDelay(Duration.ofSeconds(1), Duration.ofMinutes(1))
                        .build(),
                clock);
        List<Long> arrivals = new ArrayList<>();
        server.faults((number, request) -> {
            arrivals.add(clock.nanos());
            return number == 0 ? TeacherFault.busy("Retry-After: 30") : TeacherFault.NONE;
        });
        assertThrows(ChatException.class, () -> client.complete(REQUEST));
        client.complete(REQUEST);
        assertTrue(arrivals.get(1) >= 30_000_000_000L, "arrivals " + arrivals);
        assertEquals(1, client.metrics().busy());
    }

    private static void interrupted(OpenAiChatClient client, CountDownLatch under) throws InterruptedException {
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                client.complete(REQUEST);
            } catch (InterruptedException | RuntimeException e) {
                end.set(e);
            }
        });
        thread.start();
        assertTrue(under.await(10, TimeUnit.SECONDS));
        Thread.sleep(30);
        thread.interrupt();
        thread.join(5_000);
        assertEquals(
                InterruptedException.class, end.get() == null ? null : end.get().getClass());
    }

    @Test
    void anInterruptEndsACallAndItsConnection() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        server.fault((out, reply) -> {
            arrived.countDown();
            try {
                return TeacherFault.DRIBBLE.serve(out, reply);
            } finally {
                gone.countDown();
            }
        });
        OpenAiChatClient client =
                new OpenAiChatClient(options().maxConcurrency(1).build());
        interrupted(client, arrived);
        assertTrue(gone.await(10, TimeUnit.SECONDS), "the connection stayed open");
        assertEquals("hello", text(client));
    }

    @Test
    void anInterruptEndsTheWaitForHeadersForASlotAndBetweenAttempts() throws InterruptedException {
        CountDownLatch now = new CountDownLatch(0);
        OpenAiChatClient one = new OpenAiChatClient(options().maxConcurrency(1).build());
        server.fault(TeacherFault.STALL);
        Thread holder = new Thread(() -> assertThrows(InterruptedException.class, () -> one.complete(REQUEST)));
        holder.start();
        while (server.requests() == 0) {
            Thread.sleep(5);
        }
        interrupted(one, now); // waits for the slot
        holder.interrupt();
        holder.join();
        assertEquals("hello", text(one));

        OpenAiChatClient patient = new OpenAiChatClient(OpenAiOptions.builder(server.baseUrl())
                .retryDelay(Duration.ofMinutes(1), Duration.ofMinutes(1))
                .build());
        server.fault(TeacherFault.status(500, ""));
        interrupted(patient, now); // waits for its next attempt
        assertEquals("hello", text(patient));
    }

    @Test
    void aTimeoutClosesTheConnection() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        server.fault((out, reply) -> {
            try {
                return TeacherFault.DRIBBLE.serve(out, reply);
            } finally {
                gone.countDown();
            }
        });
        OpenAiChatClient client = new OpenAiChatClient(
                options().requestTimeout(Duration.ofMillis(300)).build());
        assertEquals("hello", text(client));
        assertTrue(gone.await(10, TimeUnit.SECONDS), "the connection stayed open");
    }

    private static String text(ChatClient client) throws InterruptedException {
        return client.complete(REQUEST).text();
    }
}

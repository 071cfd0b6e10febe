package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.checkpoint.Layout;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.internal.tensor.TensorScope;

/** Who closes what, when and from where; every test ends with as much native memory as it began with. */
@ExtendWith(ResourceBaseline.class)
class LifetimeTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int THREADS = 8;

    @TempDir
    static Path folder;

    static Path checkpoint;

    @BeforeAll
    static void write() {
        checkpoint = TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 3);
    }

    private static LlavaMed load() {
        return TinyModel.load(checkpoint, Precision.F32);
    }

    private static String question(int i) {
        return "What is shown in image " + i + "?";
    }

    @Test
    void threadsGetTheAnswersOfOneThread() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (LlavaMed model = load()) {
            List<Reply> alone = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                alone.add(model.ask(TinyModel.image(i), question(i), TinyModel.tokens(20)));
            }
            List<Future<List<Reply>>> together = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int at = i;
                together.add(threads.submit(() -> {
                    List<Reply> replies = new ArrayList<>();
                    for (int repeat = 0; repeat < 3; repeat++) {
                        replies.add(model.ask(TinyModel.image(at), question(at), TinyModel.tokens(20)));
                    }
                    return replies;
                }));
            }
            for (int i = 0; i < THREADS; i++) {
                for (Reply reply : together.get(i).get(60, TimeUnit.SECONDS)) {
                    assertEquals(alone.get(i).tokenIds(), reply.tokenIds());
                    assertEquals(alone.get(i).text(), reply.text());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aNinthThreadClosesTheModel() throws Exception {
        List<Reply> alone = new ArrayList<>();
        try (LlavaMed model = load()) {
            for (int i = 0; i < THREADS; i++) {
                alone.add(model.ask(TinyModel.image(i), question(i), TinyModel.tokens(20)));
            }
        }
        for (int delay : new int[] {0, 1, 3, 10, 30, 100}) {
            closeWhileUsed(alone, delay);
        }
    }

    private static void closeWhileUsed(List<Reply> alone, int delay) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        LlavaMed model = load();
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<Future<?>> users = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int at = i;
            users.add(threads.submit(() -> {
                ready.countDown();
                useUntilClosed(model, at, alone.get(at));
            }));
        }
        ready.await();
        Thread.sleep(delay);
        assertTimeoutPreemptively(SOON, model::close);
        for (Future<?> user : users) {
            user.get(30, TimeUnit.SECONDS);
        }
        threads.shutdownNow();
    }

    /** Asks again and again, by itself and in a chat, until the model is closed; what ends in peace must be right. */
    private static void useUntilClosed(LlavaMed model, int at, Reply expected) {
        while (true) {
            try (Chat chat = model.chat(TinyModel.tokens(20))) {
                Reply reply = at % 2 == 0
                        ? model.ask(TinyModel.image(at), question(at), TinyModel.tokens(20))
                        : chat.ask(question(at), TinyModel.image(at)).await();
                if (reply.finishReason() == FinishReason.CANCELLED) {
                    int tokens = reply.tokenIds().size();
                    assertEquals(expected.tokenIds().subList(0, tokens), reply.tokenIds());
                } else {
                    assertEquals(expected.tokenIds(), reply.tokenIds());
                }
                try (Chat fork = chat.fork()) {
                    assertEquals(chat.history(), fork.history());
                }
            } catch (IllegalStateException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("closed"), e::toString);
                return;
            }
        }
    }

    @Test
    void useAfterClose() {
        LlavaMed model = load();
        Chat chat = model.chat();
        Chat open = model.chat();
        chat.close();
        assertThrows(IllegalStateException.class, () -> chat.ask("What?"));
        assertThrows(IllegalStateException.class, chat::reset);
        assertThrows(IllegalStateException.class, chat::rewind);
        assertThrows(IllegalStateException.class, chat::fork);
        chat.close();
        model.close();
        model.close();
        assertThrows(IllegalStateException.class, () -> model.ask(TinyModel.image(1), "What?"));
        assertThrows(
                IllegalStateException.class,
                () -> model.generate(List.of(Message.user("What?")), GenerationOptions.defaults()));
        assertThrows(IllegalStateException.class, model::chat);
        assertThrows(IllegalStateException.class, () -> model.trace(TinyModel.image(1), "What?"));
        assertThrows(IllegalStateException.class, () -> open.ask("What?"));
        assertThrows(IllegalStateException.class, open::reset);
        assertThrows(IllegalStateException.class, open::fork);
        assertEquals(List.of(), open.history());
        open.close();
    }

    @Test
    void aModelFreesChatsLeftOpen() {
        long tensors = TensorScope.liveTensors();
        LlavaMed model = load();
        for (int i = 0; i < 5; i++) {
            Chat chat = model.chat(TinyModel.tokens(2));
            chat.ask("What?", TinyModel.image(i)).await();
            chat.fork();
        }
        assertTrue(TensorScope.liveTensors() > tensors);
        model.close();
        assertEquals(tensors, TensorScope.liveTensors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "chat", "generation", "model from the future", "chat from the future"})
    void closeFromInside(String what) {
        assertTimeoutPreemptively(SOON, () -> {
            LlavaMed model = load();
            Chat chat = model.chat(TinyModel.tokens(200));
            AtomicReference<Generation> answer = new AtomicReference<>();
            CountDownLatch known = new CountDownLatch(1);
            Generation generation = chat.ask("What?", TinyModel.image(1));
            answer.set(generation);
            known.countDown();
            if (what.endsWith("future")) {
                generation
                        .result()
                        .thenRun(what.startsWith("model") ? model::close : chat::close)
                        .join();
            } else {
                generation.onText(chunk -> {
                    switch (what) {
                        case "model" -> model.close();
                        case "chat" -> chat.close();
                        default -> answer.get().close();
                    }
                });
                assertEquals(FinishReason.CANCELLED, generation.await().finishReason());
            }
            if (!what.equals("generation")) {
                assertThrows(IllegalStateException.class, () -> chat.ask("And?"));
            }
            chat.close();
            model.close();
        });
    }

    @Test
    void anAbandonedModelIsFreedWithAWarning() throws InterruptedException {
        long tensors = TensorScope.liveTensors();
        String log = errorOutput(() -> {
            abandon();
            long end = System.nanoTime() + SOON.toNanos();
            while (TensorScope.liveTensors() > tensors && System.nanoTime() < end) {
                System.gc();
                sleep();
            }
            assertEquals(tensors, TensorScope.liveTensors());
        });
        assertTrue(log.contains("never closed"), log);
        assertTrue(log.contains(String.valueOf(checkpoint.getFileName())), log);
    }

    private static void abandon() {
        LlavaMed model = load();
        Chat chat = model.chat(TinyModel.tokens(3));
        assertEquals(3, chat.ask("What?").await().tokenIds().size());
    }

    @Test
    void anAbandonedChatIsFreed() throws InterruptedException {
        try (LlavaMed model = load()) {
            long scopes = TensorScope.liveScopes();
            for (int i = 0; i < 3; i++) {
                model.chat(TinyModel.tokens(3)).ask("What?").await();
            }
            assertTrue(TensorScope.liveScopes() > scopes);
            long end = System.nanoTime() + SOON.toNanos();
            while (TensorScope.liveScopes() > scopes && System.nanoTime() < end) {
                System.gc();
                sleep();
            }
            assertEquals(scopes, TensorScope.liveScopes());
        }
    }

    @Test
    void aClosedModelWarnsOfNothing() {
        String log = errorOutput(() -> {
            LlavaMed model = load();
            Generation generation = model.generate(List.of(Message.user("What?")), TinyModel.tokens(50));
            generation.onText(chunk -> model.close());
            generation.await();
            model.close();
        });
        assertFalse(log.contains("closed"), log);
    }

    /** What is logged meanwhile; slf4j-simple looks System.err up for each line. */
    private static String errorOutput(Runnable work) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            work.run();
            sleep(); // the cleaner frees first and could log last
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anExecutorThatRefuses() {
        assertTimeoutPreemptively(SOON, () -> {
            LlavaMed model = LlavaMed.load(
                    checkpoint,
                    LoadOptions.builder()
                            .executor(task -> {
                                throw new RejectedExecutionException("full");
                            })
                            .build());
            Generation generation = model.generate(List.of(Message.user("What?")), TinyModel.tokens(2));
            IllegalStateException e = assertThrows(IllegalStateException.class, generation::await);
            assertTrue(String.valueOf(e.getMessage()).contains("full"), e::toString);
            Chat chat = model.chat();
            assertThrows(IllegalStateException.class, chat.ask("What?")::await);
            assertThrows(IllegalStateException.class, chat.ask("Again?")::await);
            chat.reset().close();
            model.close();
        });
    }

    @Test
    void anExecutorThatDropsItsTasks() {
        assertTimeoutPreemptively(SOON, () -> {
            LlavaMed model = LlavaMed.load(
                    checkpoint, LoadOptions.builder().executor(task -> {}).build());
            Chat chat = model.chat();
            Generation dropped = chat.ask("What?");
            assertThrows(IllegalStateException.class, () -> chat.ask("And?"));
            Generation other = model.generate(List.of(Message.user("What?")), TinyModel.tokens(2));
            chat.close();
            model.close();
            assertEquals(FinishReason.CANCELLED, dropped.await().finishReason());
            assertEquals(FinishReason.CANCELLED, other.await().finishReason());
        });
    }

    @Test
    void oneThreadForAllAnswers() {
        assertTimeoutPreemptively(SOON, () -> {
            ExecutorService one = Executors.newSingleThreadExecutor();
            try (LlavaMed model = LlavaMed.load(
                    checkpoint, LoadOptions.builder().executor(one).build())) {
                AtomicReference<String> thread = new AtomicReference<>("");
                Generation first = model.generate(List.of(Message.user("What?")), TinyModel.tokens(60));
                Generation queued = model.generate(List.of(Message.user("And?")), TinyModel.tokens(60));
                first.onText(chunk -> {
                    thread.set(Thread.currentThread().getName());
                    queued.close(); // waits for nothing: it has not begun
                });
                assertEquals(60, first.await().tokenIds().size());
                assertEquals(FinishReason.CANCELLED, queued.await().finishReason());
            }
            assertFalse(one.isShutdown(), "the executor is the caller's");
            assertEquals(7, one.submit(() -> 7).get());
            one.shutdown();
        });
    }

    @Test
    void anInterruptedExecutorEndsTheAnswer() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try (LlavaMed model =
                LlavaMed.load(checkpoint, LoadOptions.builder().executor(one).build())) {
            Generation generation = model.generate(List.of(Message.user("What?")), TinyModel.tokens(400));
            generation.onText(chunk -> one.shutdownNow());
            assertEquals(
                    FinishReason.CANCELLED,
                    generation.result().get(30, TimeUnit.SECONDS).finishReason());
            Generation late = model.generate(List.of(Message.user("What?")), TinyModel.tokens(4));
            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> late.result().get(30, TimeUnit.SECONDS));
            assertInstanceOf(IllegalStateException.class, e.getCause());
            assertThrows(CompletionException.class, () -> late.result().join());
        }
    }

    @Test
    void aModelOpensAndClosesManyTimes() {
        Reply first = null;
        for (int i = 0; i < 10; i++) {
            try (LlavaMed model = load();
                    LlavaMed twin = load()) {
                Reply reply = model.ask(TinyModel.image(1), "What?", TinyModel.tokens(4));
                assertEquals(
                        reply.tokenIds(),
                        twin.ask(TinyModel.image(1), "What?", TinyModel.tokens(4))
                                .tokenIds());
                first = first == null ? reply : first;
                assertEquals(first.tokenIds(), reply.tokenIds());
            }
        }
    }
}

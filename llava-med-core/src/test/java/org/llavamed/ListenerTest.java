package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.checkpoint.Layout;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.tensor.ResourceBaseline;

/** Listeners may do what applications do in them: wait, close, throw. Nothing of that may hang. */
@ExtendWith(ResourceBaseline.class)
@Timeout(60)
class ListenerTest {
    @TempDir
    static Path folder;

    private static LlavaMed model;

    @BeforeAll
    static void load() {
        model = TinyModel.load(TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 5), Precision.F32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Generation start(int tokens) {
        return model.generate(List.of(Message.user("What is it?")), TinyModel.tokens(tokens));
    }

    /** Waits until some text has come. */
    private static void awaitText(Generation generation) throws InterruptedException {
        CountDownLatch text = new CountDownLatch(1);
        generation.onText(chunk -> text.countDown());
        text.await();
    }

    @Test
    void closeAndAwaitWhileCatchingUp() throws InterruptedException {
        try (Generation generation = start(200)) {
            awaitText(generation);
            generation.onText(chunk -> generation.close());
            assertEquals(FinishReason.CANCELLED, generation.await().finishReason());
        }
        try (Generation generation = start(40)) {
            awaitText(generation);
            List<Reply> seen = new CopyOnWriteArrayList<>();
            generation.onText(chunk -> seen.add(generation.await()));
            assertSame(seen.get(0), generation.await());
        }
    }

    @Test
    void waitingForOneselfIsRefused() {
        try (Generation generation = start(20)) {
            Generation[] self = {generation};
            generation.onText(chunk -> {
                if (!self[0].isDone()) {
                    self[0].await();
                }
            });
            // Either the text came while this thread caught up, where waiting is fine, or on the generating thread.
            try {
                generation.await();
            } catch (IllegalStateException e) {
                assertTrue(e.toString().contains("cannot wait"), e.toString());
            }
            assertTrue(generation.isDone());
        }
    }

    @Test
    void aListenersCancellationIsItsOwnFailure() {
        try (Generation generation = start(30)) {
            AtomicInteger heard = new AtomicInteger();
            try {
                generation.onText(chunk -> {
                    if (heard.incrementAndGet() == 3) {
                        throw new CancellationException("the listener's");
                    }
                });
            } catch (CancellationException e) {
                assertEquals("the listener's", e.getMessage()); // it caught up on this thread
                return;
            }
            CancellationException e = assertThrows(CancellationException.class, generation::await);
            assertEquals("the listener's", e.getMessage());
        }
    }

    @Test
    void aChatKeepsItsImageWhenTheFileGoes() throws Exception {
        Path file = folder.resolve("gone.png");
        Files.write(file, TinyModel.resource("parity/rgb-61x47.png"));
        try (Chat chat = model.chat(TinyModel.tokens(4))) {
            chat.ask("What is it?", ImageSource.of(file)).await();
            Files.delete(file);
            Reply reply = chat.ask("And now?").await();
            assertTrue(reply.usage().cachedTokens() > 0);
            assertEquals(0, reply.timings().imageMillis());
        }
    }

    @Test
    void promptsAreCountedWithoutComputing() {
        List<Message> question = List.of(Message.user("What is it?", TinyModel.image(1)));
        int counted = model.promptTokens(question);
        assertEquals(
                counted,
                model.generate(question, TinyModel.tokens(1)).await().usage().promptTokens());
    }

    @Test
    void aChatContinuesAStoredHistory() {
        try (Chat first = model.chat(TinyModel.tokens(6))) {
            first.ask("What is it?", TinyModel.image(2)).await();
            List<Message> stored = first.history();
            Reply expected = first.ask("Why?").await();
            try (Chat second = model.chat(stored, TinyModel.tokens(6))) {
                assertEquals(expected.tokenIds(), second.ask("Why?").await().tokenIds());
            }
            List<Message> question = stored.subList(0, 1);
            assertThrows(IllegalArgumentException.class, () -> model.chat(question, TinyModel.tokens(6)));
        }
    }

    @Test
    void optionsCanBeDerived() {
        GenerationOptions options = GenerationOptions.builder()
                .temperature(0.7)
                .seed(4)
                .maxNewTokens(9)
                .build();
        Reply a = model.generate(List.of(Message.user("Hm?")), options).await();
        Reply b = model.generate(
                        List.of(Message.user("Hm?")), options.toBuilder().build())
                .await();
        assertEquals(a.tokenIds(), b.tokenIds());
    }
}

package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.checkpoint.Layout;
import org.llavamed.checkpoint.RandomShape;
import org.llavamed.error.ImageException;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.safetensors.SafetensorsType;

/** A conversation whose beginning is cached is answered as one that is computed from its beginning. */
@ExtendWith(ResourceBaseline.class)
class ChatTest {
    private static final GenerationOptions OPTIONS =
            GenerationOptions.builder().maxNewTokens(12).logProbabilities(2).build();
    private static final List<String> QUESTIONS = List.of(
            "What is shown here?", "And where exactly?", "Сколько их? 肺 🫁", "Is it  a pleural effusion?\n", "Sure?");

    @TempDir
    static Path folder;

    static LlavaMed model;

    @BeforeAll
    static void load() {
        model = TinyModel.load(TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 5), Precision.F32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** Asks, and compares with the same conversation computed afresh. */
    private static Reply askAndCompare(LlavaMed of, Chat chat, Message question) {
        List<Message> messages = new ArrayList<>(chat.history());
        messages.add(question);
        Reply cached = chat.ask(question).await();
        assertSame(of.generate(messages, OPTIONS).await(), cached);
        return cached;
    }

    private static Reply askAndCompare(Chat chat, String question, ImageSource... images) {
        return askAndCompare(model, chat, Message.user(question, images));
    }

    private static void assertSame(Reply fresh, Reply cached) {
        assertEquals(fresh.prompt(), cached.prompt());
        assertEquals(fresh.promptTokenIds(), cached.promptTokenIds());
        assertEquals(fresh.tokenIds(), cached.tokenIds());
        assertEquals(fresh.text(), cached.text());
        assertEquals(fresh.finishReason(), cached.finishReason());
        assertEquals(fresh.usage().promptTokens(), cached.usage().promptTokens());
        assertEquals(0, fresh.usage().cachedTokens());
    }

    @ParameterizedTest
    @CsvSource({
        "ORIGINAL_MISTRAL, 1, 0",
        "ORIGINAL_MISTRAL, 2, 1",
        "ORIGINAL_LLAMA, 3, 0",
        "ORIGINAL_LLAMA, 4, 2",
        "HF_GEN1, 5, 0",
        "HF_GEN2, 6, 3"
    })
    void cachedTurnsEqualRecomputedOnes(Layout layout, long seed, int turnOfImage) {
        Path checkpoint = TinyModel.write(folder, layout, seed);
        try (LlavaMed other = TinyModel.load(checkpoint, Precision.F32);
                Chat chat = other.chat(OPTIONS)) {
            for (int turn = 0; turn < QUESTIONS.size(); turn++) {
                boolean looks = turn == turnOfImage;
                Message question = looks
                        ? Message.user(QUESTIONS.get(turn), TinyModel.image(seed))
                        : Message.user(QUESTIONS.get(turn));
                Reply reply = askAndCompare(other, chat, question);
                assertEquals(turn > 0, reply.usage().cachedTokens() > 0, "turn " + turn);
                assertEquals(turn >= turnOfImage ? 4 : 0, reply.usage().imageTokens());
            }
            assertEquals(2 * QUESTIONS.size(), chat.history().size());
        }
    }

    @Test
    void aWindowedDecoderWithAnUnevenVocabulary() {
        RandomShape tiny = RandomShape.tiny(Layout.HF_GEN1, 32064);
        var l = tiny.language();
        RandomShape shape = tiny.withLanguage(
                new LanguageConfig(l.family(), 32, 48, 3, 4, 1, 8, l.rmsNormEps(), l.ropeTheta(), 512, 32064, 9, true));
        Path checkpoint = TinyModel.write(folder, shape, SafetensorsType.F32, 11);
        try (LlavaMed other = TinyModel.load(checkpoint, Precision.F32);
                Chat chat = other.chat(OPTIONS)) {
            for (String question : QUESTIONS) {
                askAndCompare(
                        other,
                        chat,
                        chat.history().isEmpty() ? Message.user(question, TinyModel.image(1)) : Message.user(question));
            }
        }
    }

    @Test
    void anImageIsEncodedOnce() {
        try (Chat chat = model.chat(OPTIONS)) {
            Reply first = askAndCompare(chat, "What is it?", TinyModel.image(1));
            assertTrue(first.timings().imageMillis() > 0);
            assertEquals(0, first.usage().cachedTokens());
            Reply second = askAndCompare(chat, "Where?");
            assertEquals(0, second.timings().imageMillis());
            // All of the first prompt, and what of the answer is tokenised as it was generated.
            assertTrue(second.usage().cachedTokens() >= first.usage().promptTokens() - 1, second.usage()::toString);
            assertTrue(second.usage().cachedTokens() < second.usage().promptTokens());
        }
    }

    @Test
    void aSecondImageNeverSeesTheFirstOnesCache() {
        try (Chat chat = model.chat(OPTIONS);
                Chat other = model.chat(OPTIONS)) {
            Reply one = askAndCompare(chat, "What is it?", TinyModel.image(1));
            chat.reset();
            Reply two = askAndCompare(chat, "What is it?", TinyModel.image(2));
            assertTrue(two.timings().imageMillis() > 0);
            assertEquals(one.promptTokenIds(), two.promptTokenIds()); // only the pixels tell them apart
            int image = one.promptTokenIds().indexOf(-200);
            assertEquals(image, two.usage().cachedTokens());
            assertSame(other.ask("What is it?", TinyModel.image(2)).await(), two);
            chat.reset();
            Reply again = askAndCompare(chat, "What is it?", TinyModel.image(2));
            assertEquals(0, again.timings().imageMillis());
            assertEquals(again.usage().promptTokens() - 1, again.usage().cachedTokens());
        }
    }

    @Test
    void twoImagesInOneTurnAndInTwo() {
        try (Chat chat = model.chat(OPTIONS)) {
            Reply both = askAndCompare(chat, "Compare them.", TinyModel.image(1), TinyModel.image(2));
            assertEquals(8, both.usage().imageTokens());
            assertEquals(0, askAndCompare(chat, "Which is older?").timings().imageMillis());
            Reply third = askAndCompare(chat, "And this one?", TinyModel.image(1));
            assertEquals(12, third.usage().imageTokens());
            assertTrue(third.timings().imageMillis() > 0); // another place: the same image is other positions
        }
        try (Chat chat = model.chat(OPTIONS)) {
            chat.ask("Compare them.", TinyModel.image(1), TinyModel.image(2)).await();
            chat.rewind();
            Reply swapped = askAndCompare(chat, "Compare them.", TinyModel.image(2), TinyModel.image(1));
            assertTrue(
                    swapped.usage().cachedTokens() <= swapped.promptTokenIds().indexOf(-200));
        }
    }

    @Test
    void placedParts() {
        try (Chat chat = model.chat(OPTIONS)) {
            Message message = Message.user(List.of(
                    ContentPart.text("Left: "),
                    ContentPart.image(TinyModel.image(3)),
                    ContentPart.text(" right: "),
                    ContentPart.image(TinyModel.image(4)),
                    ContentPart.text(" <image> which is worse?")));
            Reply reply = askAndCompare(model, chat, message);
            assertEquals(
                    2, reply.promptTokenIds().stream().filter(id -> id == -200).count());
            askAndCompare(chat, "Why?");
        }
    }

    @Test
    void rewindTakesOneTurnBack() {
        try (Chat chat = model.chat(OPTIONS)) {
            chat.ask("What is it?", TinyModel.image(1)).await();
            List<Message> history = chat.history();
            chat.ask("Where?").await();
            assertEquals(history, chat.rewind().history());
            Reply other = askAndCompare(chat, "Where, exactly?");
            assertTrue(other.usage().cachedTokens() > 0);
            chat.rewind().rewind();
            assertEquals(List.of(), chat.history());
            assertThrows(IllegalStateException.class, chat::rewind);
            askAndCompare(chat, "What is it?", TinyModel.image(1));
        }
    }

    @Test
    void forksGoTheirOwnWays() {
        try (Chat chat = model.chat(OPTIONS)) {
            chat.ask("What is it?", TinyModel.image(1)).await();
            try (Chat fork = chat.fork();
                    Chat second = fork.fork()) {
                List<Message> before = chat.history();
                Generation one = chat.ask("On the left?");
                Generation two = fork.ask("On the right side, or in the middle?");
                Reply left = one.await();
                Reply right = two.await();
                assertEquals(0, right.timings().imageMillis());
                assertSame(fresh(before, "On the left?"), left);
                assertSame(fresh(before, "On the right side, or in the middle?"), right);
                chat.close();
                askAndCompare(fork, "Sure?");
                assertEquals(before, second.history());
                askAndCompare(second, "Really?");
            }
        }
    }

    private static Reply fresh(List<Message> before, String question) {
        List<Message> messages = new ArrayList<>(before);
        messages.add(Message.user(question));
        return model.generate(messages, OPTIONS).await();
    }

    @Test
    void anAnswerThatFailsOrIsCancelledLeavesTheHistory() {
        try (Chat chat = model.chat(OPTIONS)) {
            chat.ask("What is it?", TinyModel.image(1)).await();
            List<Message> history = chat.history();
            Generation broken = chat.ask("And this?", ImageSource.of(new byte[] {1, 2, 3}));
            assertThrows(ImageException.class, broken::await);
            assertEquals(history, chat.history());
            Generation cancelled = chat.ask("Where?");
            cancelled.onText(chunk -> cancelled.cancel());
            assertEquals(FinishReason.CANCELLED, cancelled.await().finishReason());
            assertEquals(history, chat.history());
            assertTrue(askAndCompare(chat, "Where, then?").usage().cachedTokens() > 0);
        }
    }

    @Test
    void oneAnswerAtATime() throws InterruptedException {
        try (Chat chat = model.chat(TinyModel.tokens(200))) {
            CountDownLatch first = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Thread own = Thread.currentThread(); // is called for pieces that came before the listener
            Generation running = chat.ask("What is it?", TinyModel.image(1)).onText(chunk -> {
                if (!own.equals(Thread.currentThread())) {
                    first.countDown();
                    awaitQuietly(go);
                }
            });
            assertTrue(first.await(60, TimeUnit.SECONDS), "the generating thread had no piece for the listener");
            assertThrows(IllegalStateException.class, () -> chat.ask("And?"));
            assertThrows(IllegalStateException.class, chat::rewind);
            assertThrows(IllegalStateException.class, chat::reset);
            assertThrows(IllegalStateException.class, chat::fork);
            running.cancel();
            go.countDown();
            assertEquals(FinishReason.CANCELLED, running.await().finishReason());
            assertEquals(List.of(), chat.history());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In bf16 the shapes of the products decide about the last bits, so near ties may go either way: only those may. */
    @Test
    void bf16DiffersOnlyAtNearTies() {
        int turns = 0;
        int different = 0;
        for (long seed = 1; seed <= 2; seed++) {
            Path checkpoint = TinyModel.write(folder, wide(seed), SafetensorsType.BF16, seed);
            try (LlavaMed other = TinyModel.load(checkpoint, Precision.BF16);
                    Chat chat = other.chat(OPTIONS)) {
                for (String question : QUESTIONS) {
                    List<Message> messages = new ArrayList<>(chat.history());
                    messages.add(
                            messages.isEmpty()
                                    ? Message.user(question, TinyModel.image(seed))
                                    : Message.user(question));
                    Reply cached = chat.ask(messages.get(messages.size() - 1)).await();
                    Reply fresh = other.generate(messages, OPTIONS).await();
                    turns++;
                    different += differs(cached, fresh) ? 1 : 0;
                }
            }
        }
        assertEquals(10, turns);
        assertTrue(different <= 2, different + " of " + turns + " answers differ");
    }

    /** Wide enough for sums whose order matters. */
    private static RandomShape wide(long seed) {
        RandomShape tiny =
                RandomShape.tiny(seed % 2 == 0 ? Layout.ORIGINAL_LLAMA : Layout.ORIGINAL_MISTRAL, TinyModel.VOCABULARY);
        LanguageConfig l = tiny.language();
        return tiny.withLanguage(new LanguageConfig(
                l.family(),
                256,
                704,
                4,
                8,
                4,
                32,
                l.rmsNormEps(),
                l.ropeTheta(),
                512,
                TinyModel.VOCABULARY,
                null,
                false));
    }

    private static boolean differs(Reply cached, Reply fresh) {
        assertEquals(fresh.promptTokenIds(), cached.promptTokenIds());
        for (int i = 0; i < Math.min(cached.tokenIds().size(), fresh.tokenIds().size()); i++) {
            if (!cached.tokenIds().get(i).equals(fresh.tokenIds().get(i))) {
                assertTrue(margin(fresh, i) < 0.05, "margin " + margin(fresh, i) + " at token " + i);
                assertTrue(margin(cached, i) < 0.05, "margin " + margin(cached, i) + " at token " + i);
                return true;
            }
        }
        assertEquals(fresh.tokenIds(), cached.tokenIds());
        return false;
    }

    private static float margin(Reply reply, int token) {
        List<TokenScore.Candidate> best = reply.scores().get(token).alternatives();
        return best.get(0).logProb() - best.get(1).logProb();
    }

    @Test
    void differentImagesGiveDifferentAnswers() {
        Reply one = model.ask(TinyModel.image(1), "What is it?", OPTIONS);
        Reply two = model.ask(TinyModel.image(2), "What is it?", OPTIONS);
        assertNotEquals(
                one.scores().get(0).token().logProb(),
                two.scores().get(0).token().logProb());
        assertFalse(one.text().isEmpty());
    }
}

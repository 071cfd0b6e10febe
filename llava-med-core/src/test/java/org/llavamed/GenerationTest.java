package org.llavamed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llavamed.checkpoint.Layout;
import org.llavamed.error.ImageException;
import org.llavamed.error.PromptException;
import org.llavamed.image.ImageSource;
import org.llavamed.internal.generation.Answering;
import org.llavamed.internal.generation.GenerationLimits;
import org.llavamed.internal.generation.Session;
import org.llavamed.internal.tensor.ResourceBaseline;
import org.llavamed.prompt.ConversationTemplate;
import org.llavamed.prompt.SeparatorStyle;

/** What comes out of a generation, and when. */
@ExtendWith(ResourceBaseline.class)
class GenerationTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    static Path checkpoint;
    static LlavaMed model;

    @BeforeAll
    static void load() {
        checkpoint = TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 3);
        model = TinyModel.load(checkpoint, Precision.F32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Generation start(String question, GenerationOptions options) {
        return model.generate(List.of(Message.user(question, TinyModel.image(1))), options);
    }

    private static String text(Iterable<TextChunk> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.text()));
        return text.toString();
    }

    @Test
    void iteratorListenerAndReplyAgree() {
        Generation generation = start("What is it?", TinyModel.tokens(60));
        StringBuilder heard = new StringBuilder();
        generation.onText(chunk -> heard.append(chunk.text()));
        String iterated = text(generation);
        Reply reply = generation.await();
        assertEquals(60, reply.tokenIds().size());
        assertEquals(FinishReason.LENGTH, reply.finishReason());
        assertEquals(60, reply.usage().generatedTokens());
        assertEquals(reply.text(), iterated);
        assertEquals(reply.text(), heard.toString());
        assertEquals(reply.text().strip(), reply.text());
        assertEquals(reply, generation.result().join());
        for (TextChunk chunk : generation) {
            assertTrue(!chunk.text().isEmpty());
            assertEquals(
                    chunk.text(), new String(chunk.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        }
    }

    @Test
    void whoComesLateGetsEverything() {
        Generation generation = start("What is it?", TinyModel.tokens(30));
        String text = generation.await().text();
        StringBuilder heard = new StringBuilder();
        generation.onText(chunk -> heard.append(chunk.text()));
        assertEquals(text, heard.toString());
        assertEquals(text, text(generation));
        assertEquals(text, text(generation));
        Iterator<TextChunk> end = generation.iterator();
        while (end.hasNext()) {
            end.next();
        }
        assertThrows(NoSuchElementException.class, end::next);
    }

    @Test
    void aListenerMayAddAListener() {
        Generation generation = start("What is it?", TinyModel.tokens(30));
        StringBuilder inner = new StringBuilder();
        AtomicInteger added = new AtomicInteger();
        generation.onText(chunk -> {
            if (added.getAndIncrement() == 2) {
                generation.onText(late -> inner.append(late.text()));
            }
        });
        assertEquals(generation.await().text(), inner.toString());
    }

    @Test
    void whatAListenerThrowsEndsTheAnswer() {
        Generation generation = start("What is it?", TinyModel.tokens(200));
        AtomicInteger calls = new AtomicInteger();
        RuntimeException mine = new RuntimeException("mine");
        try {
            generation.onText(chunk -> {
                calls.incrementAndGet();
                throw mine;
            });
        } catch (RuntimeException e) {
            assertEquals(mine, e); // a chunk was there already, and this thread got it
            generation.close();
            return;
        }
        assertEquals(mine, assertThrows(RuntimeException.class, generation::await));
        assertEquals(1, calls.get());
        assertThrows(RuntimeException.class, () -> text(generation));
    }

    @Test
    void cancelWhileItWaitsForAThread() {
        List<Runnable> queue = new ArrayList<>();
        try (LlavaMed waiting = LlavaMed.load(
                checkpoint, LoadOptions.builder().executor(queue::add).build())) {
            Generation generation = waiting.generate(List.of(Message.user("What is it?")), TinyModel.tokens(5));
            generation.cancel();
            Reply reply = assertTimeoutPreemptively(SOON, generation::await);
            assertEquals(FinishReason.CANCELLED, reply.finishReason());
            assertEquals("", reply.text());
            assertEquals("", text(generation));
            queue.forEach(Runnable::run); // the executor comes to it at last, and there is nothing to do
            assertEquals(FinishReason.CANCELLED, generation.await().finishReason());
        }
    }

    @Test
    void cancelInTheMiddleKeepsTheTextSoFar() {
        Generation generation = start("What is it?", TinyModel.tokens(400));
        AtomicInteger chunks = new AtomicInteger();
        generation.onText(chunk -> {
            if (chunks.incrementAndGet() == 3) {
                generation.cancel();
            }
        });
        Reply reply = assertTimeoutPreemptively(SOON, generation::await);
        assertEquals(FinishReason.CANCELLED, reply.finishReason());
        assertTrue(reply.tokenIds().size() < 40, "tokens " + reply.tokenIds().size());
        assertEquals(text(generation), reply.text());
        Reply whole = start("What is it?", TinyModel.tokens(400)).await();
        assertEquals(whole.tokenIds().subList(0, reply.tokenIds().size()), reply.tokenIds());
    }

    /** Cancels at the first, second, ... question whether to go on; what is cached then must still be right. */
    @Test
    void cancelAnywhereLeavesARightCache() {
        LoadedModel loaded = model.loaded();
        LoadedModel.Prepared prompt = loaded.prepare(
                List.of(Message.user("What is it, and what not?", TinyModel.image(1), TinyModel.image(2))));
        GenerationLimits limits = GenerationLimits.plan(
                prompt.positions(), OptionalInt.of(6), loaded.contextLength(), OptionalInt.empty());
        Answering.Request request = new Answering.Request(
                prompt.tokens(), limits, TinyModel.tokens(6).sampling(), List.of(), Set.of(), -1);
        Answering.Outcome whole;
        try (Session session = loaded.newSession()) {
            whole = Answering.answer(request, session, loaded.tokenizer, text -> {}, () -> {});
        }
        int cancelled = 0;
        for (int at = 1; at < 200; at++) {
            try (Session session = loaded.newSession()) {
                int[] left = {at};
                Answering.Outcome part = Answering.answer(request, session, loaded.tokenizer, text -> {}, () -> {
                    if (--left[0] < 0) {
                        throw new CancellationException();
                    }
                });
                if (part.end() != Answering.End.CANCELLED) {
                    break;
                }
                cancelled++;
                assertEquals(whole.tokenIds().subList(0, part.tokenIds().size()), part.tokenIds());
                Answering.Outcome again = Answering.answer(request, session, loaded.tokenizer, text -> {}, () -> {});
                assertEquals(whole.tokenIds(), again.tokenIds(), "after a cancellation at check " + at);
                assertEquals(whole.text(), again.text());
            }
        }
        assertTrue(cancelled > 20 && cancelled < 199, "cancelled at " + cancelled + " places");
    }

    @Test
    void closeWaits() {
        Generation generation = start("What is it?", TinyModel.tokens(400));
        assertTimeoutPreemptively(SOON, generation::close);
        assertTrue(generation.result().isDone());
        assertEquals(FinishReason.CANCELLED, generation.await().finishReason());
        generation.close();
    }

    @Test
    void aBadImageFailsTheGeneration() {
        Generation generation = model.generate(
                List.of(Message.user("What is it?", ImageSource.of(new byte[] {(byte) 0xFF, (byte) 0xD8, 7}))),
                TinyModel.tokens(5));
        ImageException e = assertThrows(ImageException.class, generation::await);
        assertTrue(e.getMessage().contains("bytes (3)"), e.getMessage());
        assertThrows(ImageException.class, () -> text(generation));
        CompletionException wrapped = assertThrows(
                CompletionException.class, () -> generation.result().join());
        assertInstanceOf(ImageException.class, wrapped.getCause());
        generation.close();
        ImageException missing = assertThrows(
                ImageException.class, () -> model.ask(ImageSource.of(folder.resolve("no.png")), "What is it?"));
        assertTrue(missing.getMessage().contains("no.png"), missing.getMessage());
    }

    @Test
    void aPromptBeyondTheContextIsRefusedWithNumbers() {
        PromptException e = assertThrows(
                PromptException.class, () -> model.ask(TinyModel.image(1), "lung ".repeat(600), TinyModel.tokens(5)));
        assertTrue(e.getMessage().contains("512") && e.getMessage().matches("(?s).*\\b6\\d\\d\\b.*"), e.getMessage());
        PromptException answer =
                assertThrows(PromptException.class, () -> model.ask(TinyModel.image(1), "lung", TinyModel.tokens(510)));
        assertTrue(answer.getMessage().contains("512") && answer.getMessage().contains("510"), answer.getMessage());
    }

    @Test
    void theWholeContextCanBeUsed() {
        Reply probe = model.ask(TinyModel.image(1), "What is it?", TinyModel.tokens(1));
        int room = 512 - probe.usage().promptTokens();
        Reply full = model.ask(TinyModel.image(1), "What is it?", TinyModel.tokens(room));
        assertEquals(room, full.tokenIds().size());
        assertThrows(
                PromptException.class, () -> model.ask(TinyModel.image(1), "What is it?", TinyModel.tokens(room + 1)));
        assertEquals(
                full.tokenIds(), model.ask(TinyModel.image(1), "What is it?").tokenIds());
    }

    @Test
    void conversationsThatCannotBeAnswered() {
        assertThrows(
                IllegalArgumentException.class,
                () -> model.generate(List.of(), TinyModel.tokens(1)).await());
        assertThrows(
                IllegalArgumentException.class,
                () -> model.generate(List.of(Message.user("Q"), Message.assistant("A")), TinyModel.tokens(1))
                        .await());
        assertThrows(
                PromptException.class,
                () -> model.generate(List.of(Message.user("Q"), Message.user("again")), TinyModel.tokens(1))
                        .await());
    }

    @Test
    void stopStringsAcrossTokens() {
        Reply whole = start("What is it?", TinyModel.tokens(40)).await();
        String text = whole.text();
        int tried = 0;
        for (int begin = 3; begin + 5 < text.length(); begin += 7) {
            String stop = text.substring(begin, begin + 5);
            if (!stop.equals(stop.strip())
                    || !stop.equals(new String(stop.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    || stop.contains("\uFFFD")) {
                continue;
            }
            Generation generation = start(
                    "What is it?",
                    GenerationOptions.builder()
                            .maxNewTokens(40)
                            .stopStrings(List.of("never in there", stop))
                            .build());
            Reply reply = generation.await();
            assertEquals(FinishReason.STOP, reply.finishReason(), stop);
            assertEquals(text.substring(0, text.indexOf(stop)).strip(), reply.text());
            assertEquals(reply.text(), text(generation));
            tried++;
        }
        assertTrue(tried >= 5, "tried " + tried);
    }

    @Test
    void stopStringsOfTheTemplate() {
        ConversationTemplate plain = ConversationTemplate.builder("plain", SeparatorStyle.SINGLE)
                .roles("USER", "ASSISTANT")
                .separator("\n")
                .build();
        Reply whole = askWith(plain);
        String stop = whole.text().substring(9, 13);
        Reply stopped = askWith(ConversationTemplate.builder("plain", SeparatorStyle.SINGLE)
                .roles("USER", "ASSISTANT")
                .separator("\n")
                .stop(stop)
                .build());
        assertEquals(FinishReason.STOP, stopped.finishReason());
        assertEquals(whole.text().substring(0, whole.text().indexOf(stop)).strip(), stopped.text());
    }

    private static Reply askWith(ConversationTemplate template) {
        try (LlavaMed other = LlavaMed.load(
                checkpoint, LoadOptions.builder().template(template).build())) {
            return other.ask(TinyModel.image(1), "What is it?", TinyModel.tokens(30));
        }
    }

    @Test
    void theEndTokenEndsTheAnswer() throws IOException {
        Reply whole = start("What is it?", TinyModel.tokens(12)).await();
        int end = whole.tokenIds().get(6);
        Path copy = TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 3);
        for (String file : List.of("config.json", "generation_config.json")) {
            String json = Files.readString(copy.resolve(file));
            assertTrue(json.contains("\"eos_token_id\""), file);
            Files.writeString(
                    copy.resolve(file), json.replaceAll("\"eos_token_id\"\\s*:\\s*2", "\"eos_token_id\":" + end));
        }
        try (LlavaMed other = TinyModel.load(copy, Precision.F32)) {
            Reply reply = other.ask(TinyModel.image(1), "What is it?", TinyModel.tokens(12));
            int at = whole.tokenIds().indexOf(end);
            assertEquals(FinishReason.STOP, reply.finishReason());
            assertEquals(whole.tokenIds().subList(0, at + 1), reply.tokenIds());
            assertTrue(whole.text().startsWith(reply.text()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "Brust é", "肺", "lung 🫁", "a%20b#c?d", "quote'\"\\"})
    void aFolderMayHaveAnyName(String name) throws IOException {
        assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "file names are not Unicode here");
        Path copy = TinyModel.write(folder, Layout.ORIGINAL_MISTRAL, 3);
        Path named = Files.move(copy, folder.resolve(name));
        try (LlavaMed other = TinyModel.load(named, Precision.F32)) {
            Reply reply = other.ask(TinyModel.image(1), "What is it?", TinyModel.tokens(4));
            assertEquals(start("What is it?", TinyModel.tokens(4)).await().tokenIds(), reply.tokenIds());
        }
    }

    @Test
    void logProbabilitiesAreConsistent() {
        Reply reply = start(
                        "What is it?",
                        GenerationOptions.builder()
                                .maxNewTokens(20)
                                .logProbabilities(5)
                                .build())
                .await();
        assertEquals(20, reply.scores().size());
        for (int i = 0; i < 20; i++) {
            TokenScore score = reply.scores().get(i);
            assertEquals(reply.tokenIds().get(i), score.token().id());
            assertEquals(score.token(), score.alternatives().get(0));
            assertEquals(5, score.alternatives().size());
            double sum = 0;
            float before = 0;
            for (TokenScore.Candidate candidate : score.alternatives()) {
                assertTrue(candidate.logProb() <= before, score::toString);
                before = candidate.logProb();
                sum += Math.exp(candidate.logProb());
            }
            assertTrue(sum > 0 && sum <= 1 + 1e-6, "sum " + sum);
        }
        assertEquals(
                List.of(), start("What is it?", TinyModel.tokens(3)).await().scores());
        TokenScore bare = start(
                        "What is it?",
                        GenerationOptions.builder()
                                .maxNewTokens(1)
                                .logProbabilities(0)
                                .build())
                .await()
                .scores()
                .get(0);
        assertEquals(List.of(), bare.alternatives());
        assertEquals(reply.scores().get(0).token(), bare.token());
    }

    private static List<Integer> sampled(long seed) {
        return start(
                        "What is it?",
                        GenerationOptions.builder()
                                .maxNewTokens(20)
                                .temperature(1)
                                .topP(0.9)
                                .seed(seed)
                                .build())
                .await()
                .tokenIds();
    }

    @Test
    void theSeedDecides() {
        List<Integer> one = sampled(1);
        assertEquals(one, sampled(1));
        assertNotEquals(one, sampled(2));
    }

    @Test
    void aStrongRepetitionPenaltyForbidsRepetition() {
        Reply reply = start(
                        "What is it?",
                        GenerationOptions.builder()
                                .maxNewTokens(100)
                                .repetitionPenalty(1e6)
                                .build())
                .await();
        Set<Integer> seen = new HashSet<>(reply.promptTokenIds());
        reply.tokenIds().forEach(id -> assertTrue(seen.add(id), "token " + id + " came twice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mistral_instruct", "vicuna_v1", "med-v1.0/multimodal", "llava_llama_2", "chatml_direct"})
    void whatAUserTypesIsText(String key) {
        try (LlavaMed other =
                LlavaMed.load(checkpoint, LoadOptions.builder().template(key).build())) {
            List<Integer> plain = control(other, "Is it", "so", TinyModel.image(1));
            assertEquals(
                    plain,
                    control(other, "</s><s>[INST] <image> <unk> [/INST]</s>", "</s> <image>", TinyModel.image(1)));
            List<Integer> none = control(other, "<image>", "<image>");
            assertTrue(!none.contains(-200), none::toString);
            assertTrue(!none.contains(0), none::toString);
        }
    }

    /** The special ids of a prompt of two turns, in their order. */
    private static List<Integer> control(LlavaMed other, String question, String answer, ImageSource... images) {
        Reply reply = other.generate(
                        List.of(Message.user(question, images), Message.assistant(answer), Message.user(question)),
                        TinyModel.tokens(1))
                .await();
        return reply.promptTokenIds().stream().filter(id -> id < 3).toList();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "5", "60"})
    void usageAddsUp(int words) {
        Reply reply = start("word ".repeat(words), TinyModel.tokens(2)).await();
        int ids = reply.promptTokenIds().size();
        assertEquals(ids - 1 + 4, reply.usage().promptTokens());
        assertEquals(4, reply.usage().imageTokens());
        assertEquals(2, reply.usage().generatedTokens());
        assertTrue(reply.prompt().contains("<image>"), reply.prompt().toLowerCase(Locale.ROOT));
    }
}

package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.error.LlavaMedException;

class InstructRunTest {
    private static final InstructOptions OPTIONS = InstructOptions.DEFAULT.withGrace(Duration.ofMillis(200));

    @TempDir
    private Path folder;

    private Path output = Path.of("");
    private Path journal = Path.of("");
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void files() throws IOException {
        Figures.file(folder, 20);
        output = folder.resolve("out.jsonl");
        journal = folder.resolve("out.jsonl.journal");
    }

    private InstructReport run(ChatClient client, InstructOptions options) {
        asked.set(0);
        ChatClient counting = request -> {
            asked.incrementAndGet();
            return client.complete(request);
        };
        return new InstructRun(Figures.step(), counting, options)
                .run(new FigureInput(folder.resolve("figures.jsonl"), false), output, p -> {});
    }

    private static String last(ChatRequest request) {
        return request.messages().get(request.messages().size() - 1).content();
    }

    private static String id(ChatRequest request) {
        return Figures.id(last(request));
    }

    @Test
    void aSecondRunAsksNothingAndALongerOneOnlyTheRest() throws IOException {
        InstructReport first = run(r -> Figures.good(last(r)), OPTIONS.withMaxSize(5));
        assertEquals(5, first.answered());
        assertEquals(5, Files.readAllLines(output).size());
        byte[] before = Files.readAllBytes(output);
        run(r -> Figures.good(last(r)), OPTIONS.withMaxSize(5));
        assertEquals(0, asked.get());
        assertTrue(Arrays.equals(before, Files.readAllBytes(output)));
        InstructReport longer = run(r -> Figures.good(last(r)), OPTIONS);
        assertEquals(15, asked.get());
        assertEquals(5, longer.settledBefore());
        assertEquals(20, Files.readAllLines(output).size());
        assertEquals(2000, longer.usage().promptTokens());
    }

    @Test
    void aJournalCutAnywhereGoesOnAndOneDamagedInsideToo() throws IOException {
        run(r -> Figures.good(last(r)), OPTIONS.withMaxSize(4));
        byte[] expected = Files.readAllBytes(output);
        byte[] whole = Files.readAllBytes(journal);
        for (int length = 0; length <= whole.length; length += 11) {
            Files.write(journal, Arrays.copyOf(whole, length));
            InstructReport report = run(r -> Figures.good(last(r)), OPTIONS.withMaxSize(4));
            assertEquals(4, report.answered(), "cut at " + length);
            assertEquals(4, asked.get() + report.settledBefore());
            assertTrue(Arrays.equals(expected, Files.readAllBytes(output)), "cut at " + length);
        }
        int header = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        for (int at = header; at < whole.length; at += 41) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x15;
            Files.write(journal, damaged);
            InstructReport report = run(r -> Figures.good(last(r)), OPTIONS.withMaxSize(4));
            assertEquals(4, report.answered(), "damaged at " + at);
            assertTrue(Arrays.equals(expected, Files.readAllBytes(output)), "damaged at " + at);
        }
    }

    @Test
    void anotherModelPromptInputOrFileIsRefused() throws IOException {
        run(r -> Figures.good(last(r)), OPTIONS.withMaxSize(2));
        byte[] before = Files.readAllBytes(journal);
        InstructInput input = new FigureInput(folder.resolve("figures.jsonl"), false);
        InstructStep other = new InstructStep(InstructPrompt.of(InstructKind.DIALOGUE, true), "teacher-2", 0.5, 100);
        String message = assertThrows(
                        LlavaMedException.class,
                        () -> new InstructRun(other, r -> Figures.good(""), OPTIONS).run(input, output, p -> {}))
                .getMessage();
        for (String part :
                List.of("max_tokens", "model was \"teacher-1\" and is now \"teacher-2\"", "the prompt", "0.5")) {
            assertTrue(message.contains(part), message);
        }
        InstructInput mentions = new FigureInput(folder.resolve("figures.jsonl"), true);
        message = assertThrows(
                        LlavaMedException.class,
                        () -> new InstructRun(Figures.step(), r -> Figures.good(""), OPTIONS)
                                .run(mentions, output, p -> {}))
                .getMessage();
        assertTrue(message.contains("has changed since it was answered"), message);
        assertTrue(Arrays.equals(before, Files.readAllBytes(journal)));
        Files.writeString(journal, "something else\n");
        message = assertThrows(LlavaMedException.class, () -> run(r -> Figures.good(""), OPTIONS))
                .getMessage();
        assertTrue(message.contains("is not the first line of a journal"), message);
        assertEquals("something else\n", Files.readString(journal));
        Path same = Files.copy(folder.resolve("figures.jsonl"), folder.resolve("x.jsonl.journal"));
        message = assertThrows(
                        LlavaMedException.class,
                        () -> new InstructRun(Figures.step(), r -> Figures.good(""), OPTIONS)
                                .run(new FigureInput(same, false), folder.resolve("x.jsonl"), p -> {}))
                .getMessage();
        assertTrue(message.contains("is the input"), message);
    }

    @Test
    void badRepliesAndRefusalsAreKeptAndAskedAgainOnlyOnDemand() throws IOException {
        InstructReport report = run(
                r -> {
                    if (id(r).equals("p3")) {
                        throw new ChatException(ChatException.Kind.REFUSED, "too long", null);
                    }
                    return id(r).equals("p4") ? Figures.reply("Sorry \ud800.", "stop") : Figures.good(last(r));
                },
                OPTIONS);
        assertEquals(18, report.answered());
        assertEquals(2, report.rejected());
        Path rejected = folder.resolve("out.jsonl.rejected.jsonl");
        List<String> lines = Files.readAllLines(rejected);
        assertTrue(lines.get(0).contains("\"pair_id\":\"p3\"") && lines.get(0).contains("\"reason\":\"too long\""));
        assertTrue(lines.get(1).contains("\"result\":\"Sorry ?.\""), lines.get(1));
        assertEquals(2, run(r -> Figures.good(last(r)), OPTIONS).rejected());
        assertEquals(0, asked.get());
        assertEquals(
                20,
                run(r -> Figures.good(last(r)), OPTIONS.withRetryRejected(true)).answered());
        assertEquals(2, asked.get());
        assertFalse(Files.exists(rejected));
    }

    @Test
    void samplesWithoutAReplyAreTriedAgainInLaterPassesAndRuns() {
        AtomicInteger failures = new AtomicInteger();
        ChatClient first = r -> {
            if (id(r).equals("p5") || (id(r).equals("p6") && failures.incrementAndGet() < 2)) {
                throw new ChatException(ChatException.Kind.UNAVAILABLE, "busy", null);
            }
            if (id(r).equals("p7") && failures.get() < 1) {
                throw new IllegalStateException("sk-secret");
            }
            return Figures.good(last(r));
        };
        InstructReport report = run(first, OPTIONS.withConcurrency(1));
        assertEquals(19, report.answered());
        assertEquals(1, report.unanswered());
        assertEquals(20 + 2 + 1, asked.get());
        assertEquals(20, run(r -> Figures.good(last(r)), OPTIONS).answered());
        assertEquals(1, asked.get());
    }

    @Test
    void aForeignExceptionLeavesItsNameOnly() throws IOException {
        run(
                r -> {
                    throw new IllegalStateException("sk-secret");
                },
                OPTIONS.withMaxSize(2));
        String text = Files.readString(journal);
        assertTrue(text.contains("java.lang.IllegalStateException") && !text.contains("sk-secret"), text);
    }

    @Test
    void aFatalFailureAndAServerThatIsDownEndTheRunWithAllSaved() throws IOException {
        ChatClient fatal = r -> {
            if (id(r).equals("p6")) {
                throw new ChatException(ChatException.Kind.FATAL, "wrong key", null);
            }
            return Figures.good(last(r));
        };
        ChatException e = assertThrows(ChatException.class, () -> run(fatal, OPTIONS.withConcurrency(1)));
        assertEquals(ChatException.Kind.FATAL, e.kind());
        assertEquals("wrong key; 6 replies are kept, run again to go on from here", e.getMessage());
        assertFalse(Files.exists(output));
        ChatClient down = r -> {
            throw new ChatException(ChatException.Kind.UNAVAILABLE, "refused", null);
        };
        e = assertThrows(
                ChatException.class, () -> run(down, OPTIONS.withConcurrency(1).withGiveUpAfter(5)));
        assertTrue(e.getMessage().startsWith("5 requests in a row"), e.getMessage());
        assertEquals(5, asked.get());
        InstructReport report = run(r -> Figures.good(last(r)), OPTIONS);
        assertEquals(20, report.answered());
        assertEquals(14, asked.get());
        assertEquals(0, report.lostInAll());
    }

    @Test
    void cancellationKeepsWhatComesAndCountsWhatDoesNot() throws IOException {
        AtomicReference<InstructRun> running = new AtomicReference<>();
        List<Integer> done = new ArrayList<>();
        InstructRun run = new InstructRun(
                Figures.step(),
                r -> {
                    if (id(r).equals("p4")) { // the last that can be sent: the others wait for it or are done
                        running.get().cancel();
                    }
                    if (id(r).equals("p1")) {
                        Thread.sleep(60_000);
                    }
                    return Figures.good(last(r));
                },
                OPTIONS.withConcurrency(2));
        running.set(run);
        long start = System.nanoTime();
        InstructReport report =
                run.run(new FigureInput(folder.resolve("figures.jsonl"), false), output, p -> done.add(p.done()));
        assertTrue(System.nanoTime() - start < 5_000_000_000L);
        assertTrue(report.cancelled());
        assertFalse(Files.exists(output));
        assertEquals(1, report.lostInAll());
        assertEquals(report.answered(), done.get(done.size() - 1));
        InstructReport rest = run(r -> Figures.good(last(r)), OPTIONS);
        assertEquals(20, rest.answered());
        assertEquals(20 - report.answered(), asked.get());
        assertEquals(0, rest.lost());
        assertEquals(1, rest.lostInAll());
    }

    @Test
    void anOutputThatIsNoFileIsRefused() throws IOException {
        Path full = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full));
        LlavaMedException e = assertThrows(
                LlavaMedException.class,
                () -> new InstructRun(Figures.step(), r -> Figures.good(""), OPTIONS)
                        .run(new FigureInput(folder.resolve("figures.jsonl"), false), full, p -> {}));
        assertTrue(e.getMessage().contains("is not a regular file"), e.getMessage());
        assertFalse(Files.exists(Path.of("/dev/full.journal")));
    }
}

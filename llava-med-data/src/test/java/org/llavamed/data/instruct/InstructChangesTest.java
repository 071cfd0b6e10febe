package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.teacher.ChatClient;
import org.llavamed.data.teacher.ChatException;
import org.llavamed.data.teacher.ChatRequest;
import org.llavamed.error.LlavaMedException;

/** What changed between two runs on one output. */
class InstructChangesTest {
    @TempDir
    private Path folder;

    private final AtomicInteger asked = new AtomicInteger();

    private final ChatClient good = r -> {
        asked.incrementAndGet();
        return Figures.good(last(r));
    };

    private static String last(ChatRequest request) {
        return request.messages().get(request.messages().size() - 1).content();
    }

    private Path output() {
        return folder.resolve("out.jsonl");
    }

    private InstructReport run(ChatClient client, InstructOptions options, String... ids) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String id : ids) {
            text.append(Figures.json(id, "\"mri\":true")).append('\n');
        }
        Path input = Files.writeString(folder.resolve("in.jsonl"), text);
        asked.set(0);
        return new InstructRun(Figures.step(), client, options).run(new FigureInput(input, false), output(), p -> {});
    }

    private List<String> written() throws IOException {
        return Files.readAllLines(output()).stream()
                .map(line -> line.replaceAll("\\{\"pair_id\":\"(\\w+)\".*", "$1"))
                .toList();
    }

    @Test
    void anInterruptOfTheCallingThreadCancelsAndLosesNothing() throws IOException {
        Thread caller = Thread.currentThread();
        ChatClient interrupting = r -> {
            if (asked.incrementAndGet() == 3) {
                caller.interrupt();
            }
            return Figures.good(last(r));
        };
        InstructReport report = run(interrupting, InstructOptions.DEFAULT.withConcurrency(1), "a", "b", "c", "d", "e");
        assertTrue(Thread.interrupted());
        assertTrue(report.cancelled());
        assertTrue(report.answered() >= 2, report.toString());
        InstructReport rest = run(good, InstructOptions.DEFAULT, "a", "b", "c", "d", "e");
        assertEquals(5, rest.answered());
        assertEquals(5 - report.answered(), asked.get());
    }

    @Test
    void settingsThatBroughtNoReplyMayChange() throws IOException {
        ChatClient wrongKey = r -> {
            throw new ChatException(ChatException.Kind.FATAL, "the key is wrong", null);
        };
        assertThrows(ChatException.class, () -> run(wrongKey, InstructOptions.DEFAULT, "a", "b"));
        InstructStep before = Figures.step();
        InstructStep other = new InstructStep(before.prompt(), "other", before.temperature(), before.maxTokens());
        Path input = folder.resolve("in.jsonl");
        InstructReport report = new InstructRun(other, good, InstructOptions.DEFAULT)
                .run(new FigureInput(input, false), output(), p -> {});
        assertEquals(2, report.answered());
        InstructRun first = new InstructRun(before, good, InstructOptions.DEFAULT);
        assertThrows(LlavaMedException.class, () -> first.run(new FigureInput(input, false), output(), p -> {}));
    }

    @Test
    void recordsAddedRemovedReorderedAndRepeated() throws IOException {
        run(good, InstructOptions.DEFAULT, "a", "b", "c");
        InstructReport report = run(good, InstructOptions.DEFAULT, "c", "d", "a", "a");
        assertEquals(List.of("c", "d", "a"), written());
        assertEquals(1, asked.get());
        assertEquals(1, report.skipped());
        run(good, InstructOptions.DEFAULT, "a", "b", "c"); // the one removed meanwhile is still in the journal
        assertEquals(List.of("a", "b", "c"), written());
        assertEquals(0, asked.get());
    }

    @Test
    void aForeignOutputIsNotWrittenOver() throws IOException {
        Files.writeString(output(), "mine\n");
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> run(good, InstructOptions.DEFAULT, "a"));
        assertTrue(e.getMessage().contains("is there already, without the journal"), e.getMessage());
        assertEquals("mine\n", Files.readString(output()));
        assertFalse(Files.exists(folder.resolve("out.jsonl.journal")));
        Files.delete(output());
        run(good, InstructOptions.DEFAULT, "a");
        Files.delete(output()); // with its journal it is written again without asking
        run(good, InstructOptions.DEFAULT, "a");
        assertEquals(List.of("a"), written());
        assertEquals(0, asked.get());
    }

    @Test
    void aRunWithoutSamplesCanBeRepeated() throws IOException {
        Path array = folder.resolve("out.json");
        Path input = Files.writeString(folder.resolve("none.jsonl"), "{\"pair_id\":\"a\",\"fig_caption\":\" \"}");
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    0,
                    new InstructRun(Figures.step(), good, InstructOptions.DEFAULT)
                            .run(new FigureInput(input, false), array, p -> {})
                            .total());
        }
        assertTrue(Files.exists(array));
    }

    @Test
    void aRejectedReplyAskedAgainInVainIsStillThere() throws IOException {
        run(r -> Figures.reply("Sorry.", "stop"), InstructOptions.DEFAULT, "a", "b");
        ChatClient down = r -> {
            throw new ChatException(ChatException.Kind.UNAVAILABLE, "busy", null);
        };
        InstructReport report = run(down, InstructOptions.DEFAULT.withRetryRejected(true), "a", "b");
        assertEquals(2, report.rejected());
        assertEquals(0, report.unanswered());
        assertEquals(
                2,
                Files.readAllLines(folder.resolve("out.jsonl.rejected.jsonl")).size());
        assertEquals(2, run(good, InstructOptions.DEFAULT, "a", "b").rejected());
        assertEquals(0, asked.get());
        assertEquals(
                2,
                run(good, InstructOptions.DEFAULT.withRetryRejected(true), "a", "b")
                        .answered());
    }

    @Test
    void twoRunsCannotWriteOneOutput() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicReference<Throwable> problem = new AtomicReference<>();
        Thread first = new Thread(() -> {
            try {
                run(
                        r -> {
                            inside.countDown();
                            leave.await();
                            return Figures.good(last(r));
                        },
                        InstructOptions.DEFAULT,
                        "a");
            } catch (IOException | RuntimeException e) {
                problem.set(e);
            }
        });
        first.start();
        inside.await();
        InstructRun second = new InstructRun(Figures.step(), good, InstructOptions.DEFAULT);
        FigureInput input = new FigureInput(folder.resolve("in.jsonl"), false);
        LlavaMedException e = assertThrows(LlavaMedException.class, () -> second.run(input, output(), p -> {}));
        assertTrue(e.getMessage().contains("another run is writing it"), e.getMessage());
        leave.countDown();
        first.join();
        assertEquals(null, problem.get());
        assertThrows(IllegalStateException.class, () -> second.run(input, output(), p -> {}));
    }

    @Test
    void aDeadServerEndsTheRunAfterTwoRounds() {
        ChatClient down = r -> {
            asked.incrementAndGet();
            throw new ChatException(ChatException.Kind.UNAVAILABLE, "busy", null);
        };
        String[] ids = new String[200];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = "p" + i;
        }
        assertThrows(ChatException.class, () -> run(down, InstructOptions.DEFAULT.withConcurrency(16), ids));
        assertTrue(asked.get() >= 32 && asked.get() <= 32 + 16, "" + asked.get());
    }
}

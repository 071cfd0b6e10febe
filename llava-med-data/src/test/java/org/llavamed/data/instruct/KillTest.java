package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;

/** SIGKILL at ten random moments of a run in another process. */
class KillTest {
    private static final int SAMPLES = 3000;
    private static final int CONCURRENCY = 4;
    private static final int KILLS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void everyRecordIsThereExactlyOnceWheneverTheProcessIsKilled() throws Exception {
        Path input = Figures.file(folder, SAMPLES);
        Path output = folder.resolve("out.jsonl");
        Path journal = folder.resolve("out.jsonl.journal");
        Path sent = folder.resolve("sent.txt");
        Random random = new Random(20240607);
        for (int kill = 0; kill < KILLS; kill++) {
            long until = size(journal) + 1 + random.nextInt(60_000);
            Process process = start(input, output, sent);
            while (size(journal) < until && process.isAlive()) {
                Thread.sleep(1);
            }
            assertTrue(process.isAlive(), "the run ended before it was killed");
            process.destroyForcibly(); // SIGKILL
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertTrue(Files.notExists(output));
        }
        Process last = start(input, output, sent);
        String report = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, last.waitFor());

        Map<String, Map<String, Integer>> events = events(journal);
        int lost = check(events, Files.readAllLines(sent));
        int bad = (SAMPLES + 6) / 7;
        String tokens = " " + SAMPLES * 10;
        assertEquals((SAMPLES - bad) + " " + bad + " 0 " + lost + tokens, report);
        assertTrue(lost > 0 && lost <= CONCURRENCY * KILLS, lost + " lost");

        List<String> answered = ids(output);
        List<String> rejected = ids(folder.resolve("out.jsonl.rejected.jsonl"));
        List<String> expectedAnswered = new ArrayList<>();
        List<String> expectedRejected = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) { // MRI is even and CT odd: taken in turn, that is the order of the file
            (i % 7 == 0 ? expectedRejected : expectedAnswered).add("p" + i);
        }
        assertEquals(expectedAnswered, answered);
        assertEquals(expectedRejected, rejected);
        assertTrue(Files.notExists(folder.resolve("out.jsonl.samples")));
    }

    @Test
    void aSecondProcessIsRefusedWhileARunGoesOn() throws Exception {
        Path input = Figures.file(folder, 3);
        Path output = folder.resolve("out.jsonl");
        Path sent = folder.resolve("sent.txt");
        assertEquals(0, start(input, output, sent).waitFor());
        int before = Files.readAllLines(sent).size();
        InstructRun held =
                new InstructRun(Figures.step(), request -> Figures.reply("", "stop"), InstructOptions.DEFAULT);
        held.run(
                new FigureInput(input, false),
                output,
                progress -> { // all lines of the journal are read by then
                    try {
                        assertEquals(1, start(input, output, sent).waitFor());
                        assertEquals(before, Files.readAllLines(sent).size());
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        assertEquals(0, start(input, output, sent).waitFor());
    }

    /** Each id is asked once, and once more for each time it was lost or failed; returns how many were lost. */
    private static int check(Map<String, Map<String, Integer>> events, List<String> sentIds) {
        Map<String, Integer> sent = new HashMap<>();
        sentIds.forEach(id -> sent.merge(id, 1, Integer::sum));
        int lostInAll = 0;
        assertEquals(SAMPLES, events.size());
        for (Map.Entry<String, Map<String, Integer>> entry : events.entrySet()) {
            Map<String, Integer> count = entry.getValue();
            int lost = count.getOrDefault("lost", 0);
            int again = lost + count.getOrDefault("failed", 0);
            int replies = count.getOrDefault("answered", 0) + count.getOrDefault("rejected", 0);
            assertEquals(1, replies, entry.toString());
            assertEquals(1 + again, count.get("asked"), entry.toString());
            int requests = sent.getOrDefault(entry.getKey(), 0);
            assertTrue(requests <= 1 + again && requests >= 1 + again - lost, entry + " sent " + requests);
            lostInAll += lost;
        }
        return lostInAll;
    }

    private static Map<String, Map<String, Integer>> events(Path journal) throws IOException {
        Map<String, Map<String, Integer>> events = new HashMap<>();
        for (String line : Files.readAllLines(journal)) {
            String event = JSON.readTree(line).fieldNames().next();
            if (!event.equals("journal")) {
                events.computeIfAbsent(JSON.readTree(line).get(event).asText(), id -> new HashMap<>())
                        .merge(event, 1, Integer::sum);
            }
        }
        return events;
    }

    private static List<String> ids(Path file) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode node = JSON.readTree(line);
            ids.add(node.get("pair_id").asText());
        }
        assertEquals(new HashSet<>(ids).size(), ids.size());
        return ids;
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static Process start(Path input, Path output, Path sent) throws IOException {
        return ChildJvm.of(
                        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                        KillTarget.class,
                        input.toString(),
                        output.toString(),
                        sent.toString(),
                        String.valueOf(CONCURRENCY))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

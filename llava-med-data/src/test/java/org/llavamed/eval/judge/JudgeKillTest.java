package org.llavamed.eval.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.ChildJvm;

/** SIGKILL at random moments of a run in another process. */
class JudgeKillTest {
    private static final int QUESTIONS = 600;
    private static final int KILLS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void everyReviewIsThereExactlyOnceWheneverTheProcessIsKilled() throws Exception {
        Path questions = Chats.questions(folder, QUESTIONS);
        Path answers = Chats.answers(folder, QUESTIONS);
        Path output = folder.resolve("reviews.jsonl");
        Path journal = folder.resolve("reviews.jsonl.journal");
        Path sent = folder.resolve("sent.txt");
        Random random = new Random(3);
        for (int kill = 0; kill < KILLS; kill++) {
            long until = size(journal) + 1 + random.nextInt(40_000);
            Process process = start(questions, answers, output, sent);
            while (size(journal) < until && process.isAlive()) {
                Thread.sleep(1);
            }
            assertTrue(process.isAlive(), "the run ended before it was killed");
            process.destroyForcibly(); // SIGKILL
            assertTrue(process.waitFor(10, TimeUnit.SECONDS));
            assertTrue(Files.notExists(output));
        }
        Process last = start(questions, answers, output, sent);
        String report = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, last.waitFor());
        int lost = Integer.parseInt(report);
        assertTrue(lost <= KILLS * JudgeKillTarget.CONCURRENCY, report);

        Map<String, Integer> asked = new HashMap<>();
        Files.readAllLines(sent).forEach(key -> asked.merge(key, 1, Integer::sum));
        assertEquals(2 * QUESTIONS, asked.size());
        int again = asked.values().stream().mapToInt(times -> times - 1).sum();
        assertTrue(again <= lost, again + " asked again, " + lost + " lost");
        List<String> lines = Files.readAllLines(output);
        assertEquals(2 * QUESTIONS, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            JsonNode review = JSON.readTree(lines.get(i));
            assertEquals(i / 2, review.get("question_id").asInt());
            assertEquals(
                    i % 2 == 0 ? "reference-first" : "model-first",
                    review.get("order").asText());
            assertEquals(
                    i % 2 == 0 ? "9 4\n\nFirst." : "5 8\n\nSecond.",
                    review.get("result").asText());
        }
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static Process start(Path questions, Path answers, Path output, Path sent) throws IOException {
        return ChildJvm.of(
                        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                        JudgeKillTarget.class,
                        questions.toString(),
                        answers.toString(),
                        output.toString(),
                        sent.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}

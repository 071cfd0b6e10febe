package org.llavamed.data.instruct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.teacher.LoopbackTeacher;
import org.llavamed.data.teacher.OpenAiChatClient;
import org.llavamed.data.teacher.OpenAiOptions;
import org.llavamed.data.teacher.TeacherFault;

/** A whole run over HTTP with a server that misbehaves in every way. */
class InstructFaultsTest {
    @TempDir
    private Path folder;

    @Test
    void everySampleIsAnsweredWhateverTheServerDoes() throws Exception {
        List<TeacherFault> faults = List.of(
                TeacherFault.busy("Retry-After: 0"),
                TeacherFault.status(500, "oops"),
                TeacherFault.HALF_REPLY,
                TeacherFault.body("{\"choices\": 3"),
                TeacherFault.DISCONNECT,
                TeacherFault.NOT_HTTP,
                TeacherFault.STALL,
                TeacherFault.slow(Duration.ofMillis(100)),
                TeacherFault.status(503, LoopbackTeacher.error("down", "server", null, null)));
        Path input = Figures.file(folder, 60);
        Path output = folder.resolve("out.jsonl");
        try (LoopbackTeacher server = LoopbackTeacher.answering(r -> Figures.REPLY + " " + r.lastMessage())
                .faults((number, request) ->
                        number % 3 == 1 ? faults.get(number / 3 % faults.size()) : TeacherFault.NONE)) {
            OpenAiChatClient client = new OpenAiChatClient(OpenAiOptions.builder(server.baseUrl())
                    .retryDelay(Duration.ofMillis(1), Duration.ofMillis(5))
                    .requestTimeout(Duration.ofMillis(400))
                    .maxAttempts(2)
                    .maxConcurrency(8)
                    .build());
            InstructOptions options = InstructOptions.DEFAULT.withConcurrency(8).withPasses(10);
            InstructReport report = new InstructRun(Figures.step(), client, options)
                    .run(new FigureInput(input, false), output, p -> assertTrue(p.underWay() <= 8));
            assertEquals(60, report.answered() + report.rejected(), report.toString());
            assertEquals(0, report.unanswered());
            assertTrue(server.mostAtOnce() <= 9, "" + server.mostAtOnce()); // one that stalls may still hold its place
            assertTrue(report.usage().promptTokens() > 60 * 1000);
        }
        List<String> lines = Files.readAllLines(output);
        for (String line : lines) {
            String id = line.replaceAll(".*\"pair_id\":\"(p\\d+)\".*", "$1");
            assertTrue(line.contains("Caption of " + id + ".\",\"finish_reason\":\"stop\""), line);
        }
        assertEquals(60, lines.size() + rejected());
    }

    private long rejected() throws Exception {
        Path rejected = folder.resolve("out.jsonl.rejected.jsonl");
        return Files.exists(rejected) ? Files.readAllLines(rejected).size() : 0;
    }
}

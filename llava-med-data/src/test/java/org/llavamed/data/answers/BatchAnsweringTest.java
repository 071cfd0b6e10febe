package org.llavamed.data.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.LlavaMed;
import org.llavamed.Message;
import org.llavamed.checkpoint.AdapterFiles;
import org.llavamed.checkpoint.AdapterSettings;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.ProjectorFile;
import org.llavamed.checkpoint.TensorValues;
import org.llavamed.error.LlavaMedException;
import org.llavamed.image.ImageSource;

class BatchAnsweringTest {
    private static final Sampling SHORT = Sampling.greedy().withMaxNewTokens(6);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path shared = Path.of("");

    private static @Nullable LlavaMed opened;

    @TempDir
    Path folder = Path.of("");

    private Path images = Path.of("");
    private Path questions = Path.of("");
    private Path answers = Path.of("");

    @BeforeAll
    static void open() throws IOException {
        opened = LlavaMed.load(TinyCheckpoint.write(shared.resolve("tiny"), 1));
    }

    @AfterAll
    static void close() {
        model().close();
    }

    private static LlavaMed model() {
        if (opened == null) {
            throw new IllegalStateException("not loaded");
        }
        return opened;
    }

    @BeforeEach
    void writeQuestions() throws IOException {
        images = Files.createDirectories(folder.resolve("images"));
        writeImage(images.resolve("dark.png"), 0x101010);
        writeImage(images.resolve("light.png"), 0xE0E0E0);
        questions = folder.resolve("q.jsonl");
        answers = folder.resolve("out").resolve("a.jsonl");
        Files.write(
                questions,
                List.of(
                        "{\"question_id\": 1, \"image\": \"dark.png\", \"text\": \"What is it?\\n<image>\"}",
                        "{\"question_id\": \"two\", \"image\": \"light.png\", \"text\": \"What is it? \"}",
                        "{\"question_id\": 3, \"text\": \"No image\"}",
                        "{\"question_id\": 4, \"image\": \"dark.png\", \"text\": \"And now?\","
                                + " \"history\": [{\"question\": \"First\", \"answer\": \"Yes\"}]}"));
    }

    private static void writeImage(Path file, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 600; i++) {
            image.setRGB(i % 20, i / 20, rgb + i % 7);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private BatchAnswering batch(Sampling sampling, boolean withTokenIds) {
        return new BatchAnswering(
                new LlavaMedAnswerer(model(), sampling, CheckpointOptions.defaults()),
                BatchOptions.of(images).withTokenIds(withTokenIds));
    }

    private BatchAnswering.Result run() {
        return batch(SHORT, true).run(QuestionFile.read(questions), answers, progress -> {});
    }

    private String failure() {
        return assertThrows(LlavaMedException.class, this::run).getMessage();
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(answers)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void writesOneLineAQuestionInOrder() throws IOException {
        List<BatchProgress> progress = new ArrayList<>();
        BatchAnswering.Result result = batch(SHORT, true).run(QuestionFile.read(questions), answers, progress::add);
        assertEquals(new BatchAnswering.Result(4, 0, 4, false), result);
        assertEquals(
                List.of(0, 1, 2, 3, 4),
                progress.stream().map(BatchProgress::done).toList());

        List<JsonNode> lines = lines();
        assertEquals(4, lines.size());
        assertEquals(
                "[\"question_id\",\"prompt\",\"text\",\"answer_id\",\"model_id\",\"metadata\"]",
                JSON.writeValueAsString(lines.get(0).fieldNames()));
        assertEquals("1", lines.get(0).get("question_id").toString());
        assertEquals("\"two\"", lines.get(1).get("question_id").toString());
        assertEquals("What is it?", lines.get(0).get("prompt").asText());
        assertEquals("tiny", lines.get(0).get("model_id").asText());
        Set<String> ids = new HashSet<>();
        lines.forEach(line -> ids.add(line.get("answer_id").asText()));
        assertEquals(4, ids.size());
    }

    @Test
    void answersAreThoseOfTheModelAlone() throws IOException {
        run();
        List<JsonNode> lines = lines();
        var single = model().ask(ImageSource.of(images.resolve("dark.png")), "What is it?", SHORT.toOptions());
        JsonNode metadata = lines.get(0).get("metadata");
        assertEquals(single.text(), lines.get(0).get("text").asText());
        assertEquals(
                single.tokenIds().toString().replace(" ", ""),
                metadata.get("token_ids").toString());
        assertEquals(
                single.promptTokenIds().toString().replace(" ", ""),
                metadata.get("prompt_token_ids").toString());
        assertEquals("length", metadata.get("finish_reason").asText());

        var turns = model().generate(
                        List.of(
                                Message.user("First", ImageSource.of(images.resolve("dark.png"))),
                                Message.assistant("Yes"),
                                Message.user("And now?")),
                        SHORT.toOptions())
                .await();
        assertEquals(
                turns.promptTokenIds().toString().replace(" ", ""),
                lines.get(3).get("metadata").get("prompt_token_ids").toString());
        assertEquals(turns.text(), lines.get(3).get("text").asText());
    }

    @Test
    void metadataSaysWhatTheAnswerWasMadeWith() throws IOException {
        Files.write(
                questions,
                List.of(
                        "{\"question_id\": 7.10, \"text\": \"x\", \"expected\": \"Yes\", \"answer_type\": \"CLOSED\"}"));
        batch(SHORT, false).run(QuestionFile.read(questions), answers, progress -> {});
        JsonNode metadata = lines().get(0).get("metadata");
        assertEquals(
                "[\"expected\",\"answer_type\",\"finish_reason\",\"tokens\",\"milliseconds\",\"template\","
                        + "\"checkpoint\",\"seed\"]",
                JSON.writeValueAsString(metadata.fieldNames()));
        assertEquals("Yes", metadata.get("expected").asText());
        assertEquals("CLOSED", metadata.get("answer_type").asText());
        assertEquals(6, metadata.get("tokens").asInt());
        assertTrue(metadata.get("milliseconds").asDouble() > 0);
        assertEquals(model().template().key(), metadata.get("template").asText());
        assertEquals(64, metadata.get("checkpoint").asText().length());
        assertEquals(0, metadata.get("seed").asInt(-1));
        assertTrue(Files.readString(answers).startsWith("{\"question_id\":7.10,"), Files.readString(answers));
    }

    @Test
    void goesOnAfterEveryCutOfTheFile() throws IOException {
        run();
        byte[] whole = Files.readAllBytes(answers);
        for (int length = 0; length < whole.length; length += 97) {
            Files.write(answers, Arrays.copyOf(whole, length));
            int kept = (int) new String(whole, 0, length, StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            assertEquals(new BatchAnswering.Result(4 - kept, kept, 4, false), run());
            assertEquals(
                    FakeAnswerer.timeless(new String(whole, StandardCharsets.UTF_8)),
                    FakeAnswerer.timeless(Files.readString(answers)));
        }
        assertEquals(new BatchAnswering.Result(0, 4, 4, false), run());
    }

    @Test
    void cancellingKeepsWhatIsDone() throws IOException {
        BatchAnswering batch = batch(SHORT, true);
        BatchAnswering.Result result = batch.run(QuestionFile.read(questions), answers, progress -> {
            if (progress.done() == 2) {
                batch.cancel();
            }
        });
        assertEquals(new BatchAnswering.Result(2, 0, 4, true), result);
        assertEquals(2, lines().size());
        assertEquals(new BatchAnswering.Result(2, 2, 4, false), run());
    }

    @Test
    void namesEverySettingThatDiffersWithBothValues() throws IOException {
        run();
        byte[] before = Files.readAllBytes(answers);
        String message = assertThrows(
                        LlavaMedException.class,
                        () -> batch(new Sampling(0.5, 0, 1, 0, 1, 9, 6), false)
                                .run(QuestionFile.read(questions), answers, progress -> {}))
                .getMessage();
        assertTrue(message.contains("temperature was 0.0 and is now 0.5"), message);
        assertTrue(message.contains("seed was 0 and is now 9"), message);
        assertTrue(message.contains("with_token_ids was true and is now false"), message);
        assertFalse(message.contains("top_p"), message);
        assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(answers));
    }

    @Test
    void anotherCheckpointOfTheSameShapeIsAnotherSetting() throws IOException {
        run();
        Path other = TinyCheckpoint.write(folder.resolve("tiny"), 2);
        try (LlavaMed model = LlavaMed.load(other)) {
            BatchAnswering batch = new BatchAnswering(
                    new LlavaMedAnswerer(model, SHORT, CheckpointOptions.defaults()),
                    BatchOptions.of(images).withTokenIds(true));
            String message = assertThrows(
                            LlavaMedException.class,
                            () -> batch.run(QuestionFile.read(questions), answers, progress -> {}))
                    .getMessage();
            assertTrue(message.contains("the checkpoint differs"), message);
        }
    }

    @Test
    void theFingerprintDoesNotDependOnThePlace() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        try (var files = Files.walk(shared.resolve("tiny"))) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(shared.resolve("tiny").relativize(file));
                if (!Files.exists(target)) {
                    Files.copy(file, target);
                }
            }
        }
        assertEquals(
                CheckpointFingerprint.of(shared.resolve("tiny"), CheckpointOptions.defaults()),
                CheckpointFingerprint.of(copy, CheckpointOptions.defaults()));
    }

    @Test
    void theFingerprintKnowsWhatIsLoadedOnTop() {
        Path model = shared.resolve("tiny");
        CheckpointOptions plain = CheckpointOptions.defaults();
        Checkpoint base = Checkpoint.open(model, plain);
        Set<String> prints = new TreeSet<>();
        prints.add(CheckpointFingerprint.of(model, plain));
        for (int run = 1; run <= 3; run++) {
            float value = run == 1 ? 0.25f : 0.5f;
            TensorValues values = (name, first, target) -> {
                while (target.hasRemaining()) {
                    target.put(value);
                }
            };
            Path projector = folder.resolve("projector" + run);
            ProjectorFile.write(projector, base, false, values);
            Path adapter = folder.resolve("adapter" + run);
            double alpha = run == 3 ? 2 : 1;
            AdapterSettings settings = new AdapterSettings(1, alpha, 0, List.of("q_proj"));
            AdapterFiles.write(adapter, base, settings, "base", false, false, values);
            prints.add(CheckpointFingerprint.of(model, plain.withProjector(projector)));
            prints.add(CheckpointFingerprint.of(model, plain.withAdapter(adapter)));
        }
        assertEquals(6, prints.size()); // the second and third projector are the same
    }

    @Test
    void otherQuestionsAreRefused() throws IOException {
        run();
        Files.writeString(questions, "{\"question_id\": 5, \"text\": \"x\"}\n", StandardOpenOption.APPEND);
        assertTrue(failure().contains("the questions differ"), failure());
    }

    @Test
    void answersOfUnknownOriginAreRefused() throws IOException {
        run();
        Path settings = answers.resolveSibling("a.jsonl.settings.json");
        byte[] kept = Files.readAllBytes(settings);
        Files.delete(settings);
        assertTrue(failure().contains("a.jsonl.settings.json with the settings they were made with is not beside it"));
        Files.writeString(settings, "{\"template\": ");
        assertTrue(failure().startsWith(settings + ": is not JSON"), failure());
        Files.writeString(settings, "[]");
        assertEquals(settings + ": is not a JSON object", failure());

        Files.write(settings, kept);
        List<String> lines = Files.readAllLines(answers);
        Files.write(answers, List.of(lines.get(1), lines.get(0)));
        assertEquals(answers + ":1: question_id \"two\" is not question number 1, 1", failure());
        Files.write(answers, List.of(lines.get(0), "garbage"));
        assertTrue(failure().startsWith(answers + ":2:1: "), failure());
        lines.add(lines.get(3));
        Files.write(answers, lines);
        assertEquals(answers + ":5: there are only 4 questions for these answers", failure());
    }

    @Test
    void aSecondRunOnTheSameFileIsRefused() {
        BatchAnswering.Result result = batch(SHORT, true).run(QuestionFile.read(questions), answers, progress -> {
            if (progress.done() == 1) {
                assertEquals(answers + ": another run is writing it", failure());
            }
        });
        assertEquals(4, result.answered());
    }

    @Test
    void imagesMustLieInTheFolder() throws IOException {
        Path outside = folder.resolve("outside.png");
        writeImage(outside, 0);
        Files.createSymbolicLink(images.resolve("link.png"), outside);
        Files.createSymbolicLink(images.resolve("folder"), folder);
        Files.createSymbolicLink(images.resolve("good.png"), images.resolve("dark.png"));
        Files.write(questions, List.of("{\"question_id\": 1, \"image\": \"good.png\", \"text\": \"x\"}"));
        assertEquals(1, run().answered());
        Files.delete(answers);
        for (String image : List.of("link.png", "folder/outside.png")) {
            Files.write(
                    questions,
                    List.of(
                            "{\"question_id\": 1, \"text\": \"x\"}",
                            "{\"question_id\": 2, \"image\": \"" + image + "\", \"text\": \"x\"}"));
            assertTrue(
                    failure()
                            .startsWith(questions + ":2: question 2: image \"" + image
                                    + "\" is a link that leaves the image folder"),
                    failure());
            assertFalse(Files.exists(answers)); // found out before anything is answered
        }
    }

    @Test
    void aMissingImageIsFoundBeforeTheFirstAnswer() throws IOException {
        Files.writeString(
                questions,
                "{\"question_id\": 5, \"image\": \"none.png\", \"text\": \"x\"}\n",
                StandardOpenOption.APPEND);
        assertTrue(failure().startsWith(questions + ":5: question 5: image \"none.png\" is not in "), failure());
        assertFalse(Files.exists(answers));
        assertEquals(
                questions + ":1: question 1: has an image, but no image folder is given",
                assertThrows(
                                LlavaMedException.class,
                                () -> new BatchAnswering(LlavaMedAnswerer.greedy(model()), BatchOptions.of(null))
                                        .run(QuestionFile.read(questions), answers, progress -> {}))
                        .getMessage());
    }

    @Test
    void aBadImageOrALongPromptNamesTheQuestionAndKeepsTheLinesBefore() throws IOException {
        Files.writeString(images.resolve("light.png"), "no image");
        assertTrue(failure().startsWith(questions + ":2: question \"two\": light.png: "), failure());
        assertEquals(1, lines().size());

        Files.delete(answers);
        Files.write(
                questions,
                List.of(
                        "{\"question_id\": 1, \"text\": \"x\"}",
                        "{\"question_id\": 2, \"text\": \"" + "word ".repeat(600) + "\"}"));
        String message = failure();
        assertTrue(message.startsWith(questions + ":2: question 2: the prompt has "), message);
        assertEquals(1, lines().size());
    }
}

package org.llavamed.data.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;

/** Answers go on wherever their images are, but never with other images. */
class MovedAnswersTest {
    @TempDir
    Path folder = Path.of("");

    private Path here = Path.of("");
    private Path there = Path.of("");
    private Path questions = Path.of("");

    @BeforeEach
    void files() throws IOException {
        here = images("here", "one", "two");
        questions = Files.write(
                folder.resolve("q.jsonl"),
                List.of(
                        "{\"question_id\": 1, \"image\": \"a.png\", \"text\": \"What is it?\"}",
                        "{\"question_id\": 2, \"image\": \"b.png\", \"text\": \"What is it?\"}",
                        "{\"question_id\": 3, \"text\": \"Why?\"}"));
        there = folder.resolve("there");
    }

    private Path images(String name, String first, String second) throws IOException {
        Path images = Files.createDirectories(folder.resolve(name));
        Files.writeString(images.resolve("a.png"), first);
        Files.writeString(images.resolve("b.png"), second);
        return images;
    }

    private BatchAnswering.Result run(Path images, String answers, Shard shard, @Nullable Integer limit) {
        return new BatchAnswering(
                        FakeAnswerer.quick(),
                        BatchOptions.of(images).withShard(shard).withLimit(limit))
                .run(QuestionFile.read(questions), folder.resolve(answers), progress -> {});
    }

    private String refusal(Path images) {
        return assertThrows(OtherSettingsException.class, () -> run(images, "a.jsonl", Shard.WHOLE, null))
                .getMessage();
    }

    @Test
    void theSameImagesElsewhereAreTheSame() throws IOException {
        run(here, "a.jsonl", Shard.WHOLE, 1);
        Files.move(here, there);
        assertEquals(new BatchAnswering.Result(2, 1, 3, false), run(there, "a.jsonl", Shard.WHOLE, null));
    }

    @Test
    void otherImagesElsewhereAreRefused() throws IOException {
        run(here, "a.jsonl", Shard.WHOLE, 1);
        Path other = images("other", "one", "too"); // the answered one is the same, and the size of the other
        String message = refusal(other);
        assertTrue(message.contains("image_folder was \"" + here.toRealPath()), message);
        assertTrue(message.contains("the images differ"), message);
        Path swapped = images("swapped", "two", "one");
        assertTrue(refusal(swapped).contains("the images differ"));
    }

    @Test
    void aRepairedOrAddedImageInTheSameFolderIsNoHindrance() throws IOException {
        Files.delete(here.resolve("b.png"));
        run(here, "a.jsonl", Shard.WHOLE, 1);
        images("here", "one", "two, at last");
        assertEquals(new BatchAnswering.Result(2, 1, 3, false), run(here, "a.jsonl", Shard.WHOLE, null));
    }

    @Test
    void settingsOfAnEarlierVersionKnowTheFolderOnly() throws IOException {
        run(here, "a.jsonl", Shard.WHOLE, 1);
        Path settings = AnswerSettings.beside(folder.resolve("a.jsonl"));
        String text = Files.readString(settings);
        String earlier = text.replaceAll(" *\"images\" : \"[0-9a-f]{64}\",\\R", "");
        assertTrue(earlier.length() < text.length());
        Files.writeString(settings, earlier);
        assertEquals(1, run(here, "a.jsonl", Shard.WHOLE, 2).answered());
        Files.move(here, there);
        assertTrue(refusal(there).contains("image_folder was"));
    }

    @Test
    void shardsOfTheSameImagesInSeveralFoldersAreOneWhole() throws IOException {
        Path copy = images("copy", "one", "two");
        Path other = images("other", "one", "too");
        run(here, "s1.jsonl", new Shard(1, 2), null);
        run(copy, "s2.jsonl", new Shard(2, 2), null);
        run(other, "s3.jsonl", new Shard(2, 2), null);
        QuestionFile file = QuestionFile.read(questions);
        Path whole = folder.resolve("whole.jsonl");
        List<Path> mixed = List.of(folder.resolve("s1.jsonl"), folder.resolve("s3.jsonl"));
        String message = assertThrows(LlavaMedException.class, () -> AnswerMerge.run(file, mixed, whole))
                .getMessage();
        assertTrue(message.contains("the images differ"), message);
        assertEquals(
                3,
                AnswerMerge.run(file, List.of(folder.resolve("s1.jsonl"), folder.resolve("s2.jsonl")), whole)
                        .answers());
        List<String> ids = Files.readAllLines(whole).stream()
                .map(line -> line.replaceAll(".*\"answer_id\":\"([0-9a-f]+)\".*", "$1"))
                .distinct()
                .toList();
        assertEquals(3, ids.size());
    }
}

package org.llavamed.examples.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;

class DatasetImportCommandTest {
    @TempDir
    private Path folder;

    private String data = "";

    @BeforeEach
    void write() throws IOException {
        Path slake = Files.createDirectories(folder.resolve("slake"));
        data = slake.toString();
        Files.writeString(slake.resolve("train.json"), "[" + row(1, "Which organ?", "Spleen", "OPEN") + "]");
        Files.writeString(
                slake.resolve("test.json"),
                "[" + row(2, "Which lobe?", "Upper", "OPEN") + "," + row(3, "Is it a CT?", "No", "CLOSED") + "]");
    }

    private static String row(int id, String question, String answer, String type) {
        return "{\"img_name\": \"xmlab" + id + "/source.jpg\", \"question\": \"" + question + "\", \"answer\": \""
                + answer
                + "\", \"q_lang\": \"en\", \"answer_type\": \"" + type + "\", \"content_type\": \"Organ\", \"qid\": "
                + id
                + "}";
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void threeFiles() throws IOException {
        Files.createDirectories(folder.resolve("slake/imgs/xmlab2"));
        Files.write(folder.resolve("slake/imgs/xmlab2/source.jpg"), new byte[1]);
        Run run = Run.of(
                        "dataset",
                        "import",
                        "slake",
                        data,
                        "--variant",
                        "en",
                        "--ground-truth",
                        path("gt.json"),
                        "--candidates",
                        path("c.json"),
                        "--questions",
                        path("q.jsonl"),
                        "--with-options",
                        "--json")
                .expect(0);
        assertEquals("en", run.json().get("variant").asText());
        assertEquals(1, run.json().get("closed").asInt());
        assertEquals(1, run.json().get("missing_images").asInt());
        assertEquals(
                "xmlab3/source.jpg",
                run.json().get("first_missing_images").get(0).asText());
        assertEquals(2, run.json().get("question_types").get("Organ").asInt());
        assertTrue(run.err().contains("warning: 1 of 2 images is not there in "), run.err());
        assertEquals(2, GroundTruth.read(folder.resolve("gt.json")).items().size());
        assertEquals(
                List.of("Spleen"), Candidates.read(folder.resolve("c.json")).answers());
        assertEquals(
                "Is it a CT? Please choose from the following two options: [Yes, No]",
                QuestionFile.read(folder.resolve("q.jsonl")).questions().get(1).text());
    }

    @Test
    void countsAsText() {
        Run run = Run.of("dataset", "import", "slake", data, "--variant", "en", "--questions", path("q.jsonl"))
                .expect(0);
        assertTrue(run.out().contains("questions                2"), run.out());
        assertTrue(run.out().contains("images                   2, missing 2"), run.out());
        assertTrue(run.err().contains("no image folder was found"), run.err());
    }

    @Test
    void missingImagesCanBeAnError() {
        Run run = Run.of(
                        "dataset",
                        "import",
                        "slake",
                        data,
                        "--variant",
                        "en",
                        "--questions",
                        path("q.jsonl"),
                        "--require-images")
                .expect(1);
        assertTrue(run.err().contains("2 of 2 images are not there"), run.err());
        assertFalse(Files.exists(folder.resolve("q.jsonl")));
    }

    @Test
    void wrongUse() {
        assertTrue(Run.of("dataset", "import", "slake", data, "--questions", path("q"))
                .expect(2)
                .err()
                .contains("slake needs --variant: one of en (English), zh"));
        assertTrue(Run.of("dataset", "import", "slake", data, "--variant", "fr", "--questions", path("q"))
                .expect(2)
                .err()
                .contains("'fr' is no variant of slake"));
        assertTrue(Run.of("dataset", "import", "okvqa", data, "--questions", path("q"))
                .expect(2)
                .err()
                .contains("none of the data sets vqa-rad, slake"));
        assertTrue(Run.of("dataset", "import", "slake", data, "--variant", "en")
                .expect(2)
                .err()
                .contains("at least one of --ground-truth"));
        assertTrue(Run.of(
                        "dataset",
                        "import",
                        "slake",
                        data,
                        "--variant",
                        "all",
                        "--with-options",
                        "--questions",
                        path("q"))
                .expect(2)
                .err()
                .contains("the options is English"));
    }

    @Test
    void publishedFilesAreNotOverwritten() throws IOException {
        String before = Files.readString(folder.resolve("slake/train.json"));
        Run run = Run.of("dataset", "import", "slake", data, "--variant", "en", "--ground-truth", data + "/train.json")
                .expect(1);
        assertTrue(run.err().contains("is the input"), run.err());
        assertEquals(before, Files.readString(folder.resolve("slake/train.json")));
    }

    @Test
    void candidatesNeedTheTrainingSplit() throws IOException {
        Files.delete(folder.resolve("slake/train.json"));
        Run run = Run.of(
                        "dataset",
                        "import",
                        "slake",
                        data,
                        "--variant",
                        "en",
                        "--candidates",
                        path("c.json"),
                        "--questions",
                        path("q.jsonl"))
                .expect(1);
        assertTrue(run.err().contains("no open answers of a training split"), run.err());
        assertFalse(Files.exists(folder.resolve("q.jsonl")));
    }

    @Test
    void helpHasAnExample() {
        assertTrue(Run.of("dataset", "import", "--help")
                .expect(0)
                .out()
                .contains("Example:\n  llava-med dataset import "));
    }
}

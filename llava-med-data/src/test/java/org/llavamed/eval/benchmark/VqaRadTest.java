package org.llavamed.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.llavamed.eval.benchmark.BenchmarkSplit.TEST;
import static org.llavamed.eval.benchmark.BenchmarkSplit.TRAIN;
import static org.llavamed.eval.benchmark.BenchmarkSplit.VALIDATION;
import static org.llavamed.eval.benchmark.BenchmarkVariant.DATA_RAD;
import static org.llavamed.eval.benchmark.BenchmarkVariant.VQA_RAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;

class VqaRadTest {
    private static final String NAME = "VQA_RAD Dataset Public.json";

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        rows(
                row(
                        "\"0\"",
                        "freeform",
                        "a.jpg",
                        "Where is it? ",
                        "Is the mass where?",
                        "POS",
                        "\" left lobe\"",
                        "OPEN",
                        "7"),
                row(
                        "1",
                        "test_freeform",
                        "a.jpg",
                        "Is it big?",
                        "Is the mass big?",
                        "Other",
                        "\"Yes\"",
                        "CLOSED ",
                        "8"),
                row("2", "para", "b.jpg", "How many?", "NULL", "PRSE, ATRIB", "4", "OPEN", "9"),
                row("3", "test_para", "c.jpg", "What organ is it?", "NULL", "ORGAN", "\"Liver\"", "OPEN", "10"),
                row(
                        "4",
                        "freeform",
                        "b.jpg",
                        "Which lobe?",
                        "Which lobe is it?",
                        "POS",
                        "\"left lobe \"",
                        "OPEN",
                        "9"));
    }

    private static String row(
            String id,
            String phrase,
            String image,
            String question,
            String frame,
            String type,
            String answer,
            String answerType,
            String caseId) {
        return "{\"qid\": " + id + ", \"phrase_type\": \"" + phrase + "\", \"image_name\": \"" + image
                + "\", \"image_case_url\": \"https://example.org/case?id=" + caseId + "\", \"image_organ\": \"CHEST\", "
                + "\"question\": \"" + question + "\", \"question_frame\": \"" + frame + "\", \"question_type\": \""
                + type
                + "\", \"answer\": " + answer + ", \"answer_type\": \"" + answerType + "\"}";
    }

    private void rows(String... rows) throws IOException {
        Files.writeString(folder.resolve(NAME), "[" + String.join(",\n", rows) + "]");
    }

    private static List<String> ids(Benchmark benchmark) {
        return benchmark.items().stream().map(item -> item.id().toString()).toList();
    }

    private static List<String> candidates(Benchmark benchmark) {
        Candidates candidates = benchmark.candidates();
        assertNotNull(candidates);
        return candidates.answers();
    }

    @Test
    void testSplitWithTraits() {
        Benchmark benchmark = Benchmark.read(VQA_RAD, TEST, folder);
        assertEquals(List.of("1", "3"), ids(benchmark));
        BenchmarkItem item = benchmark.items().get(0);
        assertEquals(QuestionId.of(1), item.id());
        assertEquals("a.jpg", item.image());
        assertEquals("Is it big?", item.question());
        assertEquals("Yes", item.expected());
        assertEquals(AnswerType.CLOSED, item.type());
        assertEquals("OTHER", item.traits().questionType());
        assertEquals("CHEST", item.traits().organ());
        assertEquals("7", item.traits().patient(), "an image is of one patient, whatever its rows say");
        assertNull(item.traits().modality());
        assertTrue(item.place().endsWith(NAME + ": record 2"), item.place());
        assertEquals(new BenchmarkCounts(2, 2, 1, 1), benchmark.counts());
        assertEquals(List.of("left lobe", "4"), candidates(benchmark));
    }

    @Test
    void variantsDifferInTraining() {
        Benchmark plain = Benchmark.read(VQA_RAD, TRAIN, folder);
        assertEquals(List.of("0", "2", "4"), ids(plain));
        assertEquals("Where is it?", plain.items().get(0).question());
        assertEquals(" left lobe", plain.items().get(0).expected());
        assertEquals("4", plain.items().get(1).expected());
        assertEquals("PRES, ATTRIB", plain.items().get(1).traits().questionType());
        Benchmark framed = Benchmark.read(DATA_RAD, TRAIN, folder);
        assertEquals(List.of("0", "2", "4", "\"0_framed\"", "\"1_framed\"", "\"4_framed\""), ids(framed));
        assertEquals("Is the mass big?", framed.items().get(4).question());
        assertEquals("Yes", framed.items().get(4).expected());
        assertEquals(
                Benchmark.read(VQA_RAD, TEST, folder).items(),
                Benchmark.read(DATA_RAD, TEST, folder).items());
    }

    @Test
    void notesTellDirtAndLeak() {
        String plain = String.join("\n", Benchmark.read(VQA_RAD, TEST, folder).notes());
        assertTrue(plain.contains("answer types with blanks or small letters: 1"), plain);
        assertTrue(plain.contains("instead of texts: 1"), plain);
        assertTrue(plain.contains("spelt in another way: 2"), plain);
        assertTrue(plain.contains("(the first is taken): 1"), plain);
        assertTrue(plain.contains("1 of the 2 test images"), plain);
        assertTrue(!plain.contains("framed"), plain);
        String framed = String.join("\n", Benchmark.read(DATA_RAD, TEST, folder).notes());
        assertTrue(framed.contains("1 of the 3 framed training questions"), framed);
    }

    @Test
    void optionsFollowTheCaseOfTheAnswer() throws IOException {
        rows(
                row("1", "test_para", "a.jpg", "Big?", "NULL", "SIZE", "\"Yes\"", "CLOSED", "1"),
                row("2", "test_para", "a.jpg", "Left or right?", "NULL", "POS", "\"left\"", "CLOSED", "1"),
                row("3", "test_para", "a.jpg", "Where?", "NULL", "POS", "\"Left\"", "OPEN", "1"));
        Benchmark benchmark = Benchmark.read(VQA_RAD, TEST, folder).withOptions();
        assertEquals(
                List.of(
                        "Big? Please choose from the following two options: [Yes, No]",
                        "Left or right? Please choose from the following two options: [yes, no]",
                        "Where?"),
                benchmark.items().stream().map(BenchmarkItem::question).toList());
    }

    @Test
    void filesAreReadBack() {
        Benchmark benchmark = Benchmark.read(DATA_RAD, TRAIN, folder);
        Path questions = folder.resolve("q.jsonl");
        benchmark.writeQuestions(questions);
        QuestionFile read = QuestionFile.read(questions);
        QuestionFile memory = benchmark.questions();
        assertEquals(memory.sha256(), read.sha256());
        assertEquals(memory.questions().size(), read.questions().size());
        for (int i = 0; i < memory.questions().size(); i++) {
            assertEquals(memory.questions().get(i).id(), read.questions().get(i).id());
            assertEquals(
                    memory.questions().get(i).image(), read.questions().get(i).image());
            assertEquals(
                    memory.questions().get(i).text(), read.questions().get(i).text());
        }
        Path truth = folder.resolve("gt.json");
        GroundTruth.write(benchmark.items(), truth);
        Benchmark again = Benchmark.read(BenchmarkVariant.CONVERTED, TRAIN, truth);
        assertEquals(ids(benchmark), ids(again));
        assertEquals(benchmark.counts(), again.counts());
        assertEquals(benchmark.items().get(1).traits(), again.items().get(1).traits());
        assertEquals(candidates(benchmark), candidates(again));
        Refused.read(VQA_RAD, TEST, truth, "gt.json: record 1: conversations", "llava-med");
    }

    @Test
    void missingImagesAreFound() throws IOException {
        Benchmark nowhere = Benchmark.read(VQA_RAD, TEST, folder);
        assertNull(nowhere.imageFolder());
        assertEquals(List.of("a.jpg", "c.jpg"), nowhere.missingImages());
        Path images = Files.createDirectory(folder.resolve("VQA_RAD Image Folder"));
        Files.write(images.resolve("c.jpg"), new byte[1]);
        assertEquals(List.of("a.jpg"), Benchmark.read(VQA_RAD, TEST, folder).missingImages());
        assertEquals(
                List.of("a.jpg"),
                Benchmark.read(VQA_RAD, TEST, folder.resolve(NAME)).missingImages());
        assertEquals(List.of("a.jpg"), nowhere.withImages(images).missingImages());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"qid\": 3, | '' | qid is missing",
                "\"qid\": 3 | \"qid\": 1 | the id 1 is that of",
                "\"qid\": 3 | \"qid\": [] | qid is an array",
                "test_para | exam | phrase_type \"exam\" is none of",
                "c.jpg | ../c.jpg | image_name \"../c.jpg\" leaves",
                "c.jpg | /c.jpg | is absolute",
                "\"Liver\" | true | answer is a boolean",
                "\"Liver\" | \" \" | answer is empty",
                "What organ is it? | <image> | question asks nothing",
                "\"OPEN\" | \"AJAR\" | answer_type \"AJAR\" is neither",
            })
    void badRecordsAreRefused(String text, String replacement, String message) throws IOException {
        Path file = folder.resolve(NAME);
        String[] rows = Files.readString(file).split("\n");
        assertTrue(rows[3].contains(text));
        rows[3] = rows[3].replace(text, replacement);
        Files.writeString(file, String.join("\n", rows));
        Refused.read(VQA_RAD, TEST, folder, NAME + ": record 4", message);
    }

    @Test
    void filesThatAreNotThere() throws IOException {
        Refused.read(VQA_RAD, VALIDATION, folder, "has no split validation");
        Refused.read(VQA_RAD, TEST, folder.resolve("none"), "no such file");
        Files.copy(folder.resolve(NAME), folder.resolve("VQA_RAD_Dataset_Public.json"));
        Refused.read(VQA_RAD, TEST, folder, "name the file itself");
        assertEquals(
                2, Benchmark.read(VQA_RAD, TEST, folder.resolve(NAME)).items().size());
        Refused.read(VQA_RAD, TEST, Files.createDirectory(folder.resolve("x")), "has no file " + NAME);
        rows(row("1", "para", "a.jpg", "Big?", "NULL", "SIZE", "\"Yes\"", "CLOSED", "1"));
        Refused.read(VQA_RAD, TEST, folder.resolve(NAME), "has no question of vqa-rad, variant vqa_rad, split test");
        assertNull(Benchmark.read(VQA_RAD, TRAIN, folder.resolve(NAME)).candidates());
    }

    @Test
    void damagedFilesAreRefusedOrRead() throws IOException {
        Path file = folder.resolve(NAME);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = whole.clone();
            if (i % 2 == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            } else {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            try {
                int read = Benchmark.read(DATA_RAD, TRAIN, folder).items().size();
                assertTrue(i % 2 == 1 && read > 0, () -> "a cut file was read");
            } catch (LlavaMedException e) {
                assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            }
        }
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        Refused.read(VQA_RAD, TEST, folder, NAME);
        Files.write(file, "{\"qid\"".getBytes(StandardCharsets.UTF_8));
        Refused.read(VQA_RAD, TEST, folder, NAME);
    }
}

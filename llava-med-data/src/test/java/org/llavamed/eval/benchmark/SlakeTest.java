package org.llavamed.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.llavamed.eval.benchmark.BenchmarkSplit.TEST;
import static org.llavamed.eval.benchmark.BenchmarkSplit.TRAIN;
import static org.llavamed.eval.benchmark.BenchmarkSplit.VALIDATION;
import static org.llavamed.eval.benchmark.BenchmarkVariant.SLAKE_ALL;
import static org.llavamed.eval.benchmark.BenchmarkVariant.SLAKE_EN;
import static org.llavamed.eval.benchmark.BenchmarkVariant.SLAKE_ZH;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;

class SlakeTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        rows("train.json", row(1, 5, "Which organ?", "Spleen", "en", "OPEN"), row(2, 5, "哪个器官？", "脾", "zh", "OPEN"));
        rows("validate.json", row(3, 6, "Is it a CT?", "Yes", "en", "CLOSED"));
        rows(
                "test.json",
                row(4, 7, "Which lobe?", "Upper", "en", "OPEN"),
                row(5, 7, "是CT吗？", "是", "zh", "CLOSED"),
                row(6, 8, "Heart or lung?", "Lung", "en", "CLOSED"));
    }

    private void rows(String file, String... rows) throws IOException {
        Files.writeString(folder.resolve(file), "[" + String.join(",", rows) + "]");
    }

    private static String row(int id, int image, String question, String answer, String language, String type) {
        return "{\"img_id\": " + image + ", \"img_name\": \"xmlab" + image + "/source.jpg\", \"question\": \""
                + question
                + "\", \"answer\": \"" + answer + "\", \"q_lang\": \"" + language
                + "\", \"location\": \"Abdomen\", \"modality\": \"MRI\", \"answer_type\": \"" + type
                + "\", \"base_type\": \"vqa\", \"content_type\": \"Organ\", \"triple\": [\"vhead\", \"_\", \"_\"], \"qid\": "
                + id + "}";
    }

    @Test
    void variantsAreLanguages() {
        Benchmark english = Benchmark.read(SLAKE_EN, TEST, folder);
        assertEquals(new BenchmarkCounts(2, 2, 1, 1), english.counts());
        BenchmarkItem item = english.items().get(0);
        assertEquals("xmlab7/source.jpg", item.image());
        assertEquals("Upper", item.expected());
        assertEquals(AnswerType.OPEN, item.type());
        assertEquals(new Traits("Organ", "Abdomen", "MRI", "en", "xmlab7"), item.traits());
        assertNotNull(english.candidates());
        assertEquals(List.of("Spleen"), english.candidates().answers());
        Benchmark chinese = Benchmark.read(SLAKE_ZH, TEST, folder);
        assertEquals("是CT吗？", chinese.items().get(0).question());
        assertNotNull(chinese.candidates());
        assertEquals(List.of("脾"), chinese.candidates().answers());
        assertEquals(
                new BenchmarkCounts(2, 3, 1, 2),
                Benchmark.read(SLAKE_ALL, TEST, folder).counts());
        assertThrows(IllegalArgumentException.class, chinese::withOptions);
        assertTrue(english.withOptions()
                .items()
                .get(1)
                .question()
                .endsWith("lung? Please choose from the following two" + " options: [Yes, No]"));
    }

    @Test
    void splitsAreFiles() throws IOException {
        assertEquals(1, Benchmark.read(SLAKE_EN, VALIDATION, folder).counts().closed());
        Files.move(folder.resolve("validate.json"), folder.resolve("validation.json"));
        assertEquals(1, Benchmark.read(SLAKE_EN, VALIDATION, folder).counts().closed());
        assertEquals(1, Benchmark.read(SLAKE_EN, TRAIN, folder).counts().open());
        Path test = folder.resolve("test.json");
        assertEquals(2, Benchmark.read(SLAKE_EN, TEST, test).items().size());
        Refused.read(SLAKE_EN, TRAIN, test, "is the split test by its name");
        Refused.read(SLAKE_ZH, VALIDATION, folder, "has no question of slake, variant zh, split validation");
        Files.delete(folder.resolve("train.json"));
        Benchmark alone = Benchmark.read(SLAKE_EN, TEST, folder);
        assertNull(alone.candidates());
        assertTrue(alone.notes().get(0).contains("no train.json"), alone.notes().get(0));
        Files.delete(test);
        Refused.read(SLAKE_EN, TEST, folder, "has no file test.json");
    }

    @Test
    void imagesLieInFoldersOfPatients() throws IOException {
        Files.createDirectories(folder.resolve("imgs/xmlab7"));
        Files.write(folder.resolve("imgs/xmlab7/source.jpg"), new byte[1]);
        assertEquals(
                List.of("xmlab8/source.jpg"),
                Benchmark.read(SLAKE_EN, TEST, folder).missingImages());
    }

    @Test
    void badRecordsAreRefused() throws IOException {
        String good = row(4, 7, "Which lobe?", "Upper", "en", "OPEN");
        rows("test.json", good, row(4, 7, "Which?", "Upper", "en", "OPEN"));
        Refused.read(SLAKE_EN, TEST, folder, "test.json: record 2", "the id 4 is that of");
        rows("test.json", good, row(5, 7, "Which?", "Upper", "fr", "OPEN"));
        Refused.read(SLAKE_EN, TEST, folder, "test.json: record 2", "q_lang \"fr\" is neither");
        rows("test.json", good, row(5, 7, "Which?", "Upper", "en", "open question"));
        Refused.read(SLAKE_EN, TEST, folder, "test.json: record 2", "answer_type");
        rows("test.json", good.replace("xmlab7", ".."));
        Refused.read(SLAKE_EN, TEST, folder, "test.json: record 1", "img_name", "leaves the image folder");
        rows("train.json", good.replace("\"q_lang\": \"en\", ", ""));
        rows("test.json", good);
        Refused.read(SLAKE_EN, TEST, folder, "train.json: record 1", "q_lang is missing");
        Files.writeString(folder.resolve("test.json"), "[" + good + ", {\"img_id\": 7");
        Refused.read(SLAKE_EN, TEST, folder, "test.json");
    }
}

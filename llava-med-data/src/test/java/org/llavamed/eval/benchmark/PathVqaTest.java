package org.llavamed.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.llavamed.eval.benchmark.BenchmarkSplit.TEST;
import static org.llavamed.eval.benchmark.BenchmarkSplit.TRAIN;
import static org.llavamed.eval.benchmark.BenchmarkSplit.VALIDATION;
import static org.llavamed.eval.benchmark.BenchmarkVariant.PATHVQA;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.data.answers.QuestionId;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Traits;

class PathVqaTest {
    private static final String EMPTY =
            "{\"img_id\": \"test_0000\", \"labelf\": {\"pvqa\": []}, \"sentf\": {\"pvqa\": []}}";
    private static final String FULL =
            "{\"img_id\": \"test_0001\", \"labelf\": {\"pvqa\": [{\"clear cells \": 1}, {\"yes\": 1},"
                    + " {\"No\": 1}]}, \"sentf\": {\"pvqa\": [\"What is seen?\", \"Is it seen?\", \"Is it not?\"]}}";

    @TempDir
    private Path folder;

    private void write(String name, String... objects) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[" + String.join(",\n", objects) + "]");
    }

    @Test
    void oneObjectAnImage() throws IOException {
        write("pvqa_test.json", EMPTY, FULL);
        write("pvqa_train.json", FULL.replace("test_", "train_").replace("clear cells ", "necrosis"));
        write("pvqa_val.json", FULL.replace("test_", "val_"));
        Benchmark benchmark = Benchmark.read(PATHVQA, TEST, folder);
        assertEquals(new BenchmarkCounts(1, 3, 1, 2), benchmark.counts());
        BenchmarkItem item = benchmark.items().get(0);
        assertEquals(QuestionId.of("test_0001_1"), item.id());
        assertEquals("test_0001.jpg", item.image());
        assertEquals("What is seen?", item.question());
        assertEquals("clear cells ", item.expected());
        assertEquals(Traits.NONE, item.traits());
        assertEquals("test_0001.jpg", item.cluster());
        assertTrue(item.place().endsWith("pvqa_test.json: record 2, question 1"), item.place());
        assertEquals(AnswerType.CLOSED, benchmark.items().get(2).type());
        assertNotNull(benchmark.candidates());
        assertEquals(List.of("necrosis"), benchmark.candidates().answers());
        assertEquals(3, Benchmark.read(PATHVQA, TRAIN, folder).items().size());
        assertEquals(3, Benchmark.read(PATHVQA, VALIDATION, folder).items().size());
        assertEquals(
                3,
                Benchmark.read(PATHVQA, TEST, folder.resolve("pvqa_test.json"))
                        .items()
                        .size());
        Refused.read(
                PATHVQA,
                TRAIN,
                folder.resolve("pvqa_test.json"),
                "record 1: img_id \"test_0000\" is of the split test");
    }

    @Test
    void publishedFolders() throws IOException {
        Refused.read(PATHVQA, TEST, folder, "has no file pvqa_test.json");
        Files.createDirectories(folder.resolve("qas/test"));
        Files.write(folder.resolve("qas/test/test_qa.pkl"), new byte[1]);
        Refused.read(PATHVQA, TEST, folder, "only pickles like qas/test/test_qa.pkl");
        write("qas/pvqa_test.json", FULL);
        Benchmark benchmark = Benchmark.read(PATHVQA, TEST, folder);
        assertNull(benchmark.candidates());
        assertTrue(
                benchmark.notes().get(0).contains("no pvqa_train.json"),
                benchmark.notes().get(0));
        assertEquals(List.of("test_0001.jpg"), benchmark.missingImages());
        Files.createDirectories(folder.resolve("images/test"));
        Files.write(folder.resolve("images/test/test_0001.jpg"), new byte[1]);
        assertEquals(List.of(), Benchmark.read(PATHVQA, TEST, folder).missingImages());
        Path file = folder.resolve("qas/pvqa_test.json");
        assertEquals(List.of(), Benchmark.read(PATHVQA, TEST, file).missingImages());
        write("pvqa_test.json", FULL);
        Refused.read(PATHVQA, TEST, folder, "has pvqa_test.json and qas/pvqa_test.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ", \"Is it not?\" | '' | sentf.pvqa has 2 questions, but labelf.pvqa has 3 answers",
                "{\"yes\": 1} | {\"yes\": 1, \"no\": 1} | labelf.pvqa[1] has 2 keys; the only key is the answer",
                "{\"yes\": 1} | \"yes\" | labelf.pvqa[1] is a string",
                "{\"yes\": 1} | {\" \": 1} | labelf.pvqa[1] is an empty answer",
                "\"Is it seen?\" | 7 | sentf.pvqa[1] is a number",
                "\"Is it seen?\" | \" \" | sentf.pvqa[1] asks nothing",
                "\"labelf\" | \"label\" | labelf is missing",
                "{\"pvqa\": [\"What | {\"vqa\": [\"What | sentf.pvqa is missing",
                "test_0001 | ../test_0001 | leaves the image folder",
            })
    void badRecordsAreRefused(String text, String replacement, String message) throws IOException {
        assertTrue(FULL.contains(text));
        write("pvqa_test.json", EMPTY, FULL.replace(text, replacement));
        Refused.read(PATHVQA, TEST, folder, "pvqa_test.json: record 2: ", message);
    }

    @Test
    void repeatedImagesAndCutFilesAreRefused() throws IOException {
        write("pvqa_test.json", FULL, FULL);
        Refused.read(PATHVQA, TEST, folder, "record 2, question 1: the id \"test_0001_1\" is that of");
        write("pvqa_test.json", EMPTY);
        Refused.read(PATHVQA, TEST, folder, "has no question of pathvqa");
        Files.writeString(folder.resolve("pvqa_test.json"), "[" + FULL + ",");
        Refused.read(PATHVQA, TEST, folder, "pvqa_test.json");
    }
}

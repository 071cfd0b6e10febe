package org.llavamed.eval.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.BenchmarkItem;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;

/**
 * The data set as it was published, beside LLaVA-Med's converted form of its test split; skipped without the system property
 * llavamed.shared.
 */
class RealVqaRadTest {
    private Path data = Path.of("");
    private Path golden = Path.of("");

    @BeforeEach
    void find() {
        String shared = System.getProperty("llavamed.shared", "");
        data = Path.of(shared, "data", "vqa-rad");
        golden = Path.of(shared, "data", "golden", "vqa-rad-eval");
        Assumptions.assumeTrue(!shared.isEmpty() && Files.isDirectory(data), "no llavamed.shared");
    }

    @Test
    void testSplitIsTheConvertedOne() {
        Benchmark benchmark = Benchmark.read(BenchmarkVariant.VQA_RAD, BenchmarkSplit.TEST, data);
        GroundTruth truth = GroundTruth.read(golden.resolve("test.json"));
        assertEquals(truth.items().size(), benchmark.items().size());
        for (int i = 0; i < truth.items().size(); i++) {
            BenchmarkItem expected = truth.items().get(i);
            BenchmarkItem actual = benchmark.items().get(i);
            assertEquals(expected.id(), actual.id());
            assertEquals(expected.image(), actual.image());
            assertEquals(expected.question(), actual.question());
            assertEquals(expected.expected(), actual.expected());
            assertEquals(expected.type(), actual.type());
            assertEquals(expected.traits().questionType(), actual.traits().questionType());
        }
        assertEquals(Candidates.read(golden.resolve("candidate.json")), benchmark.candidates());
        assertTrue(benchmark.missingImages().isEmpty());
        assertEquals(new BenchmarkCounts(203, 451, 179, 272), benchmark.counts());
    }

    @Test
    void optionsAreThoseThatWereAsked() {
        Benchmark benchmark = Benchmark.read(BenchmarkVariant.VQA_RAD, BenchmarkSplit.TEST, data)
                .withOptions();
        AnswerSet answers = AnswerSet.read(golden.resolve("answer-file-llava-zeorshot.jsonl"));
        for (int i = 0; i < benchmark.items().size(); i++) {
            assertEquals(
                    answers.predictions().get(i).prompt(),
                    benchmark.items().get(i).question());
        }
    }

    @Test
    void trainingSplitsHaveThePublishedCounts() {
        assertEquals(
                new BenchmarkCounts(313, 1797, 770, 1027),
                Benchmark.read(BenchmarkVariant.VQA_RAD, BenchmarkSplit.TRAIN, data)
                        .counts());
        Benchmark framed = Benchmark.read(BenchmarkVariant.DATA_RAD, BenchmarkSplit.TRAIN, data);
        assertEquals(new BenchmarkCounts(314, 3064, 1241, 1823), framed.counts());
        String notes = String.join("\n", framed.notes());
        assertTrue(notes.contains("284 of the 1267 framed training questions"), notes);
    }
}

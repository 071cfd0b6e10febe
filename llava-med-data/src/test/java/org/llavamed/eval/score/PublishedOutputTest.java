package org.llavamed.eval.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.AnsweredItem;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.truth.Pairing;

/** What the unmodified evaluator printed for a real answer file; {@code -Dllavamed.shared=FOLDER}. */
class PublishedOutputTest {
    private static final Map<String, String> PRINTED_AS = Map.of(
            "exact match score", "exact_match",
            "f1 score", "f1",
            "precision", "precision",
            "recall", "recall",
            "bleu_score", "bleu",
            "bleu_score_1", "bleu_1",
            "bleu_score_2", "bleu_2",
            "bleu_score_3", "bleu_3",
            "open accuracy", "open_accuracy",
            "yes/no accuracy", "closed_accuracy");

    @Test
    void everyPrintedDigit() throws IOException {
        String shared = System.getProperty("llavamed.shared");
        assumeTrue(shared != null);
        Path folder = Path.of(shared, "golden", "vqa-rad-eval");
        List<AnsweredItem> items = Pairing.of(
                        GroundTruth.read(folder.resolve("test.json")),
                        AnswerSet.read(folder.resolve("answer-file-llava-zeorshot.jsonl")),
                        false)
                .answered();
        ReferenceScorer scorer = new ReferenceScorer(Candidates.read(folder.resolve("candidate.json")));
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (AnsweredItem item : items) {
            scorer.score(item).forEach((key, value) -> {
                double[] sum = sums.computeIfAbsent(key, name -> new double[2]);
                sum[0] += value;
                sum[1]++;
            });
        }
        int compared = 0;
        for (String line : Files.readAllLines(folder.resolve("reference-output.txt"))) {
            String[] cells = line.split("\\s{2,}", -1);
            String key = cells.length == 2 ? PRINTED_AS.get(cells[0]) : null;
            if (key != null) {
                double[] sum = Objects.requireNonNull(sums.get(key));
                BigDecimal digits = new BigDecimal(sum[0] / sum[1] * 100).round(new MathContext(6));
                assertEquals(0, digits.compareTo(new BigDecimal(cells[1].strip())), line + " is not " + digits);
                compared++;
            }
        }
        assertEquals(10, compared);
        assertEquals(179, Objects.requireNonNull(sums.get("recall"))[1]);
        assertEquals(272, Objects.requireNonNull(sums.get("closed_accuracy"))[1]);
    }
}

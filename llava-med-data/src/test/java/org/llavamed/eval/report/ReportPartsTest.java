package org.llavamed.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.sensitivity.SensitivityEvaluation;
import org.llavamed.eval.sensitivity.SensitivityJson;
import org.llavamed.eval.sensitivity.SensitivityReport;
import org.llavamed.eval.truth.AnswerType;
import org.llavamed.eval.vqa.ItemResult;

class ReportPartsTest {
    @Test
    void worstAnswersAreTheLowestAndEvenOverTypes() {
        Random random = new Random(7);
        for (int run = 0; run < 100; run++) {
            List<ItemResult> items = new ArrayList<>();
            for (int i = 0; i < random.nextInt(60); i++) {
                AnswerType type = random.nextBoolean() ? AnswerType.OPEN : AnswerType.CLOSED;
                double score = random.nextInt(8) == 0 ? Double.NaN : random.nextInt(4) / 3.0;
                items.add(ReportSamples.item(i, type, null, "T" + random.nextInt(3) + ", X", "a", score));
            }
            int most = random.nextInt(30);
            List<ItemResult> worst = WorstAnswers.of(items, most, run);
            assertEquals(worst, WorstAnswers.of(items, most, run), "same seed");
            long wrong = items.stream().filter(item -> item.strict() < 1).count();
            assertEquals(Math.min(most, wrong), worst.size());
            assertEquals(worst.size(), Set.copyOf(worst).size(), "none twice");
            double highest =
                    worst.stream().mapToDouble(ItemResult::strict).max().orElse(0);
            assertTrue(
                    items.stream().allMatch(item -> worst.contains(item) || !(item.strict() < highest)),
                    "lowest first");
        }
        List<ItemResult> items = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            items.add(ReportSamples.item(i, AnswerType.OPEN, null, i < 80 ? "A" : i < 87 ? "B" : "C", "a", 0));
        }
        Map<String, Long> types = WorstAnswers.of(items, 24, 1).stream()
                .collect(Collectors.groupingBy(
                        item -> String.valueOf(item.answered().item().traits().questionType()),
                        TreeMap::new,
                        Collectors.counting()));
        assertEquals(Map.of("A", 14L, "B", 7L, "C", 3L), types);
        assertNotEquals(WorstAnswers.of(items, 24, 1), WorstAnswers.of(items, 24, 2));
    }

    @Test
    void everyPublishedRowSaysWhatItIs() {
        Set<String> caveats =
                Published.vqaCaveats(EnumSet.allOf(PaperBenchmark.class)).keySet();
        for (Published.Row row : Published.vqa()) {
            assertTrue(Set.of("fine_tuned", "zero_shot", "literature").contains(row.kind()), row.method());
            assertFalse(row.source().isEmpty() || row.initialisation().isEmpty(), row.method());
            assertFalse(row.figures().isEmpty() || row.caveats().isEmpty(), row.method());
            assertTrue(caveats.containsAll(row.caveats()), row.method());
            assertEquals(row.figures().containsKey(PaperBenchmark.VQA_RAD), row.radVariant() != null, row.method());
            assertEquals(row.literature(), row.caveats().contains("candidate_accuracy"), row.method());
            assertEquals(row.literature() ? "candidate_accuracy" : "recall", row.openMetric());
            assertEquals(row.literature() ? "accuracy" : "closed_accuracy_batch", row.closedMetric());
            assertEquals(!row.literature(), row.caveats().contains("one_run"), row.method());
            row.figures().values().forEach(figures -> {
                assertTrue(figures.open() > 0 && figures.open() < 100, row.method());
                assertTrue(figures.closed() > 0 && figures.closed() < 100, row.method());
            });
        }
        assertEquals(
                10, Published.vqa().stream().filter(Published.Row::inPaperTable).count());
        assertEquals(
                16, Published.vqa().stream().filter(Published.Row::zeroShot).count());
        Published.Row first = Published.vqa().get(0);
        assertTrue(first.caveats().containsAll(List.of("data_rad", "baseline_epochs", "repetition")));
        assertTrue(String.valueOf(first.radVariant()).contains("3,064"));
        assertFalse(Published.vqaCaveats(EnumSet.of(PaperBenchmark.SLAKE)).containsKey("data_rad"));
        assertEquals(5, Published.chat().size());
        Published.chat().forEach(row -> assertEquals(8, row.relative().size(), row.method()));
        assertEquals(193, Published.chatCount("overall"));
    }

    @Test
    void benchmarksAreKnownByTheirNames() {
        assertEquals(PaperBenchmark.VQA_RAD, PaperBenchmark.of("VQA_RAD test"));
        assertEquals(PaperBenchmark.VQA_RAD, PaperBenchmark.of("data_RAD"));
        assertEquals(PaperBenchmark.SLAKE, PaperBenchmark.of("Slake-en"));
        assertNull(PaperBenchmark.of("slake-zh"));
        assertEquals(PaperBenchmark.PATHVQA, PaperBenchmark.of("Path-VQA"));
        assertNull(PaperBenchmark.of("gradients"));
    }

    @Test
    void markdownStaysText() {
        assertEquals(
                "a \\| b &lt;i&gt; \\*c\\* \\_d\\_ \\`e\\` &amp;\\#39;",
                MarkdownText.escape(" a |\r\n b <i> *c* _d_ `e` &#39; "));
        assertEquals("\\!\\[x\\](http:&#47;/e)", MarkdownText.escape("![x](http://e)"));
        assertEquals("\\\\\\|", MarkdownText.escape("\\|"));
        assertEquals(
                "\u200b- no list\n", new MarkdownText().paragraph("- no list").toString());
    }

    @Test
    void numbers() {
        assertEquals("61.50 [55.0, 68.1] of 1,179", NumberText.of(new Estimate(61.5, 55, 68.06, 1179)));
        assertEquals("0.00 of 3", NumberText.of(new Estimate(-0.001, Double.NaN, Double.NaN, 3)));
        assertEquals("61.50\n[55.0, 68.1] of 179", NumberText.cell(new Estimate(61.5, 55, 68.06, 179)));
        assertEquals("\u2014", NumberText.of(Estimate.NONE));
        assertEquals("\ud83d\ude00\u2026 (cut; 2 characters in all)", NumberText.cut("\ud83d\ude00\ud83d\ude00", 1));
    }

    @Test
    void sensitivityIsReadBack(@TempDir Path folder) throws IOException {
        SensitivityEvaluation evaluation = ReportSamples.sensitivity();
        SensitivityReport report = new SensitivityReport(evaluation, 451, 200, Map.of(), 10, 0, 1, List.of());
        Path file = folder.resolve("sensitivity.json");
        Files.writeString(file, SensitivityJson.toJson(report).toPrettyString());
        assertEquals(evaluation, SavedSensitivity.read(folder));
        for (String bad :
                List.of("", "[]", "{", "{} {}", "{\"conditions\": [{}]}", "{\"conditions\": [3], \"notes\": []}")) {
            Files.writeString(file, bad);
            String message = assertThrows(LlavaMedException.class, () -> SavedSensitivity.read(folder), bad)
                    .getMessage();
            assertTrue(message.contains("sensitivity.json"), message);
        }
        Files.delete(file);
        assertThrows(LlavaMedException.class, () -> SavedSensitivity.read(folder));
    }
}

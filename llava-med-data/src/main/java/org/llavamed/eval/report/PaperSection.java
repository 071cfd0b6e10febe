package org.llavamed.eval.report;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.vqa.VqaEvaluation;

/** Our scores beside the published ones, each labelled with what it is. */
final class PaperSection {
    private PaperSection() {}

    static List<Block> blocks(List<VqaPart> parts) {
        List<Block> blocks = new ArrayList<>();
        if (parts.isEmpty()) {
            return blocks;
        }
        blocks.add(new Block.Heading("Beside the published results"));
        blocks.add(new Block.Paragraph(
                "The paper's open column is the recall and its closed column the closed_accuracy_batch of"
                        + " reference mode: run_eval_batch.py made that table. So only rows of ours in reference mode may be compared"
                        + " with LLaVA's and LLaVA-Med's; rows in strict mode stand there to show the difference. Letters under"
                        + " \"caveats\" are explained below the tables."));
        Map<String, String> letters = letters();
        List<String> labels = VqaPart.labels(parts);
        Map<PaperBenchmark, Map<String, VqaEvaluation>> byBenchmark = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            VqaEvaluation evaluation = parts.get(i).evaluation();
            PaperBenchmark benchmark = PaperBenchmark.of(evaluation.name());
            if (benchmark == null) {
                blocks.add(new Block.Paragraph(NumberText.cut(evaluation.name(), 60)
                        + ": nothing was published for a benchmark of this name."));
            } else {
                byBenchmark
                        .computeIfAbsent(benchmark, any -> new LinkedHashMap<>())
                        .put(labels.get(i), evaluation);
            }
        }
        byBenchmark.forEach((benchmark, ours) -> benchmark(benchmark, ours, letters, blocks));
        grid(letters, blocks);
        blocks.add(new Block.Subheading("Caveats"));
        List<String> texts = new ArrayList<>();
        Published.vqaCaveats(EnumSet.allOf(PaperBenchmark.class))
                .forEach((key, text) -> texts.add(letters.get(key) + ": " + text));
        texts.addAll(Published.notes());
        blocks.add(new Block.Bullets(texts));
        return blocks;
    }

    private static Map<String, String> letters() {
        Map<String, String> letters = new LinkedHashMap<>();
        Published.vqaCaveats(EnumSet.allOf(PaperBenchmark.class))
                .keySet()
                .forEach(key -> letters.put(key, String.valueOf((char) ('a' + letters.size()))));
        return letters;
    }

    private static void benchmark(
            PaperBenchmark benchmark,
            Map<String, VqaEvaluation> ours,
            Map<String, String> letters,
            List<Block> blocks) {
        blocks.add(new Block.Subheading(benchmark.title()));
        List<List<String>> rows = new ArrayList<>();
        ours.forEach((label, evaluation) -> own(label, evaluation, rows));
        for (Published.Row row : Published.vqa()) {
            if (row.inPaperTable() || row.beside()) {
                published(benchmark, row, letters, rows);
            }
        }
        blocks.add(new Block.Table(List.of("", "open", "closed", "what it is", "caveats"), rows));
    }

    private static void own(String label, VqaEvaluation evaluation, List<List<String>> rows) {
        String prompts = prompts(evaluation);
        for (Scores scores : evaluation.scores()) {
            boolean reference = scores.mode() == ScoreMode.REFERENCE;
            rows.add(List.of(
                    "Ours: " + label + ", " + VqaSection.mode(scores.mode()) + " mode",
                    NumberText.cell(VqaSection.open(evaluation, scores.mode())),
                    NumberText.cell(VqaSection.closed(evaluation, scores.mode())),
                    (reference
                                    ? "Recall and closed_accuracy_batch, the metrics of the paper's table"
                                    : "Recall over sets of words, and closed answers by whole words: stricter than the paper's"
                                            + " metrics")
                            + prompts,
                    ""));
            Estimate candidates = reference ? scores.metric("open_accuracy") : Estimate.NONE;
            if (candidates.known()) {
                rows.add(List.of(
                        "Ours: " + label + ", nearest candidate",
                        NumberText.cell(candidates),
                        NumberText.NONE,
                        "Accuracy over the list of candidates, the kind of figure that the literature has" + prompts,
                        ""));
            }
        }
    }

    /** What makes our rows no match for those of models that were asked the plain questions; empty if nothing does. */
    private static String prompts(VqaEvaluation evaluation) {
        long otherwise = evaluation.items().stream()
                .filter(item -> item.answered().askedOtherwise())
                .count();
        return otherwise == 0
                ? ""
                : ". Not comparable with plain questions: " + otherwise + " of "
                        + evaluation.items().size() + " prompts were others, see the notes above";
    }

    private static void published(
            PaperBenchmark benchmark, Published.Row row, Map<String, String> letters, List<List<String>> rows) {
        Published.Figures figures = row.figures().get(benchmark);
        if (figures != null) {
            rows.add(List.of(
                    row.method() + (row.zeroShot() ? ", zero-shot" : ""),
                    NumberText.of(figures.open()),
                    NumberText.of(figures.closed()),
                    what(row) + (benchmark == PaperBenchmark.VQA_RAD ? variant(row) : "") + ". From: " + row.source(),
                    caveats(row, EnumSet.of(benchmark), letters)));
        }
    }

    private static String what(Published.Row row) {
        if (row.literature()) {
            return "Literature; open: accuracy over candidates";
        }
        String start = (row.zeroShot() ? "Zero-shot" : "Fine-tuned") + "; start: " + row.initialisation();
        return row.epochs().isEmpty() ? start : start + "; epochs: " + row.epochs();
    }

    private static String variant(Published.Row row) {
        return row.radVariant() == null ? "" : "; VQA-RAD: " + row.radVariant();
    }

    private static String caveats(Published.Row row, Set<PaperBenchmark> about, Map<String, String> letters) {
        Set<String> concerning = Published.vqaCaveats(about).keySet();
        List<String> own = row.caveats().stream()
                .filter(concerning::contains)
                .map(key -> Objects.requireNonNull(letters.get(key)))
                .sorted()
                .toList();
        return String.join(", ", own);
    }

    /** Every published run, also those that did not get into the paper's table. */
    private static void grid(Map<String, String> letters, List<Block> blocks) {
        blocks.add(new Block.Subheading("All published runs"));
        blocks.add(new Block.Paragraph(
                "Open / closed, in percent. From the paper's table (\"paper\") and from the authors'"
                        + " notebook of results (\"notebook\"), whose VQA-RAD is data_RAD unless a row says vqa_rad."));
        List<List<String>> rows = new ArrayList<>();
        for (Published.Row row : Published.vqa()) {
            List<String> cells = new ArrayList<>(List.of(row.method() + (row.zeroShot() ? ", zero-shot" : "")));
            for (PaperBenchmark benchmark : PaperBenchmark.values()) {
                Published.Figures figures = row.figures().get(benchmark);
                cells.add(
                        figures == null
                                ? NumberText.NONE
                                : NumberText.of(figures.open()) + " / " + NumberText.of(figures.closed()));
            }
            cells.add(what(row) + variant(row) + "; " + (row.inPaperTable() ? "paper" : "notebook"));
            cells.add(caveats(row, row.figures().keySet(), letters));
            rows.add(cells);
        }
        blocks.add(new Block.Table(List.of("", "VQA-RAD", "SLAKE", "PathVQA", "what it is", "caveats"), rows));
    }
}

package org.llavamed.examples.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.file.ImageFolder;
import org.llavamed.data.file.OutputFiles;
import org.llavamed.error.LlavaMedException;
import org.llavamed.eval.judge.ChatScoring;
import org.llavamed.eval.report.EvaluationReport;
import org.llavamed.eval.report.SavedSensitivity;
import org.llavamed.eval.report.SourceFile;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.Candidates;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.vqa.VqaEvaluation;
import org.llavamed.eval.vqa.VqaScoring;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes one report of several evaluations. */
@Command(
        name = "report",
        description =
                "Scores answer files and reviews and makes one report of them beside the published tables: report.json,"
                        + " report.md, and report.html with charts and the worst answers (research use only).",
        footer = {
            "",
            "The options from --benchmark to --image-folder belong together and may come several times.",
            "",
            "Example:",
            "  llava-med evaluate report --output report --benchmark vqa-rad --ground-truth test.json"
                    + " --answers answers.jsonl --candidates candidates.json --image-folder images"
        })
final class EvaluateReportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Folder for the three files.")
    private Path output = Path.of("");

    @Option(
            names = "--title",
            paramLabel = "T",
            defaultValue = "Evaluation",
            description = "Title of the report (default: ${DEFAULT-VALUE}).")
    private String title = "";

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<Benchmark> benchmarks = new ArrayList<>();

    @Option(
            names = "--reviews",
            paramLabel = "F",
            description = "Reviews of a judge, as `evaluate judge` writes them; may come several times.")
    private List<Path> reviews = new ArrayList<>();

    @Option(
            names = "--sensitivity",
            paramLabel = "DIR",
            description = "Folder that `evaluate sensitivity` wrote; may come several times.")
    private List<Path> sensitivity = new ArrayList<>();

    @Option(names = "--allow-missing", description = "Score the part that is there if questions have no answer.")
    private boolean allowMissing;

    @Option(
            names = "--gallery",
            paramLabel = "N",
            defaultValue = "24",
            description = "Most worst answers shown for each answer file (default: ${DEFAULT-VALUE}).")
    private int gallery;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Samples drawn for the intervals (default: ${DEFAULT-VALUE}).")
    private int resamples;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the intervals, and of the choice among equally bad answers (default: 0).")
    private long seed;

    @Option(names = "--date", paramLabel = "YYYY-MM-DD", description = "Date in the report (default: today).")
    private @Nullable LocalDate date;

    @Option(names = "--json", description = "Print the report as one JSON object.")
    private boolean json;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    /** An answer file of a benchmark. */
    static final class Benchmark {
        @Option(
                names = "--benchmark",
                paramLabel = "NAME",
                required = true,
                description = "Name of a benchmark; vqa-rad, slake and pathvqa bring the published figures.")
        private String name = "";

        @Option(names = "--ground-truth", paramLabel = "F", required = true, description = "Its questions.")
        private Path groundTruth = Path.of("");

        @Option(names = "--answers", paramLabel = "F", required = true, description = "The model's answers.")
        private Path answers = Path.of("");

        @Option(names = "--candidates", paramLabel = "F", description = "Training answers for candidate accuracy.")
        private @Nullable Path candidates;

        @Option(names = "--image-folder", paramLabel = "DIR", description = "Folder of its images, for the gallery.")
        private @Nullable Path imageFolder;

        private List<Path> files() {
            Path list = candidates;
            return list == null ? List.of(groundTruth, answers) : List.of(groundTruth, answers, list);
        }
    }

    EvaluateReportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (benchmarks.isEmpty() && reviews.isEmpty() && sensitivity.isEmpty()) {
            throw usage.wrong("nothing to report: give --benchmark with its files, --reviews or --sensitivity");
        }
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new LlavaMedException(output + ": is a file; --output names the folder for the three files");
        }
        Bootstrap bootstrap = usage.of(() -> new Bootstrap(resamples, seed));
        EvaluationReport.Builder report =
                usage.of(() -> EvaluationReport.builder(title).gallery(gallery, seed));
        List<Path> inputs = new ArrayList<>(reviews);
        benchmarks.forEach(benchmark -> inputs.addAll(benchmark.files()));
        sensitivity.forEach(folder -> inputs.add(folder.resolve(SavedSensitivity.FILE)));
        Path[] outputs = {
            output.resolve(EvaluationReport.JSON),
            output.resolve(EvaluationReport.MARKDOWN),
            output.resolve(EvaluationReport.HTML)
        };
        inputs.forEach(input -> OutputFiles.apart(input, outputs));
        report.date((date == null ? LocalDate.now(ZoneId.systemDefault()) : date).toString());
        benchmarks.forEach(benchmark -> add(report, benchmark, bootstrap));
        for (Path file : reviews) {
            terminal.tell("scoring " + PlainText.of(file.toString()));
            report.chat(name(file), ChatScoring.of(file, bootstrap));
            report.source(SourceFile.of("reviews", file));
        }
        for (Path folder : sensitivity) {
            report.sensitivity(SavedSensitivity.read(folder));
            report.source(SourceFile.of("sensitivity to the image", folder.resolve(SavedSensitivity.FILE)));
        }
        EvaluationReport made = report.build();
        made.write(output);
        if (json) {
            terminal.out().println(Json.line(made.toJson()));
        } else {
            for (Path file : outputs) {
                terminal.out().println(PlainText.of(file.toString()));
            }
        }
        return ExitCode.OK;
    }

    private void add(EvaluationReport.Builder report, Benchmark benchmark, Bootstrap bootstrap) {
        Path images = benchmark.imageFolder;
        if (images != null) {
            new ImageFolder(images); // refused before the work begins
        }
        terminal.tell("scoring " + PlainText.of(benchmark.answers.toString()));
        GroundTruth truth = GroundTruth.read(benchmark.groundTruth);
        Path list = benchmark.candidates;
        Candidates candidates = list == null ? null : Candidates.read(list);
        VqaEvaluation evaluation = new VqaScoring(truth, candidates, EnumSet.allOf(ScoreMode.class), bootstrap)
                .evaluate(benchmark.name, AnswerSet.read(benchmark.answers), allowMissing);
        report.vqa(evaluation, images);
        evaluation.notes().forEach(note -> terminal.tell("note: " + PlainText.of(note)));
        report.source(SourceFile.of("ground truth of " + benchmark.name, benchmark.groundTruth));
        report.source(SourceFile.of("answers to " + benchmark.name, benchmark.answers));
        if (list != null) {
            report.source(SourceFile.of("candidates of " + benchmark.name, list));
        }
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return (name == null ? file : name).toString();
    }
}

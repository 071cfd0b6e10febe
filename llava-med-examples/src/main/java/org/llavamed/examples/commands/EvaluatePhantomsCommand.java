package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.LlavaMed;
import org.llavamed.data.answers.LlavaMedAnswerer;
import org.llavamed.data.answers.LlavaMedChatPartner;
import org.llavamed.data.answers.Sampling;
import org.llavamed.eval.phantom.ExamProgress;
import org.llavamed.eval.phantom.PhantomExam;
import org.llavamed.eval.phantom.PhantomExamination;
import org.llavamed.eval.phantom.PhantomOptions;
import org.llavamed.eval.phantom.PhantomReport;
import org.llavamed.eval.phantom.PhantomReportJson;
import org.llavamed.eval.phantom.PhantomTable;
import org.llavamed.eval.phantom.TextBaseline;
import org.llavamed.eval.score.Bootstrap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Examines a model on phantoms. */
@Command(
        name = "phantoms",
        description = {
            "Asks a model about drawn images whose truth is known: questions, conversations in which later questions say only"
                    + " \"it\", and some of the questions again without the image and with another. Run again to go on"
                    + " where it stopped.",
            "",
            "Beside it stands what the best answers without looking would get, chosen by the questions of a training set."
        },
        footer = {
            "",
            "Example:",
            "  llava-med evaluate phantoms --model M --phantoms test --training-questions train/questions.jsonl --output"
                    + " examination"
        })
final class EvaluatePhantomsCommand implements Callable<Integer> {
    private static final Duration STEP = Duration.ofSeconds(30); // a log file needs no line for each answer

    private final Terminal terminal;
    private @Nullable String stage;
    private long told;

    @Option(
            names = "--phantoms",
            paramLabel = "DIR",
            required = true,
            description = "A set of phantoms: `llava-med phantoms --split test` draws one.")
    private Path phantoms = Path.of("");

    @Option(
            names = "--training-questions",
            paramLabel = "F.jsonl",
            description = "questions.jsonl of a training set, for the answers without looking. Default: none.")
    private @Nullable Path training;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the answers, report.json and report.txt.")
    private Path output = Path.of("");

    @Option(names = "--limit", paramLabel = "N", description = "Ask only the first N questions.")
    private @Nullable Integer limit;

    @Option(
            names = "--follow-ups",
            paramLabel = "N",
            defaultValue = "" + PhantomOptions.FOLLOW_UPS,
            description = "Hold at most N conversations, 0 for none. Default: ${DEFAULT-VALUE}.")
    private int followUps;

    @Option(
            names = "--sensitivity",
            paramLabel = "N",
            defaultValue = "" + PhantomOptions.SENSITIVITY,
            description = "Ask the first N questions again without the image and with another, 0 for none. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int sensitivity;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private AnswerOptions answerOptions = new AnswerOptions();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private UsageCheck usage = new UsageCheck();

    EvaluatePhantomsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Sampling sampling = answerOptions.sampling(modelOptions);
        PhantomOptions options = usage.of(() -> new PhantomOptions(limit, followUps, sensitivity, Bootstrap.DEFAULT));
        PhantomExam exam = PhantomExam.read(phantoms);
        TextBaseline baseline = training == null ? null : TextBaseline.read(training);
        PhantomExamination examination = new PhantomExamination(exam, baseline, options, output);
        try (LlavaMed model = modelOptions.load(terminal);
                Interrupts.Scope scope = terminal.interrupts().during(examination::cancel)) {
            PhantomReport report = examination.run(
                    new LlavaMedAnswerer(model, sampling, modelOptions.checkpoint()),
                    new LlavaMedChatPartner(model, sampling, modelOptions.checkpoint()),
                    this::tell);
            terminal.endProgress();
            if (report == null) {
                terminal.tell("cancelled; run again to go on");
                return ExitCode.CANCELLED;
            }
            if (json) {
                terminal.out().println(Json.line(PhantomReportJson.toJson(report)));
            } else {
                PhantomTable.lines(report).forEach(line -> terminal.out().println(PlainText.of(line)));
            }
            return ExitCode.OK;
        }
    }

    private void tell(ExamProgress progress) {
        String line = progress.stage() + ": " + progress.done() + " of " + progress.total()
                + (progress.remaining().isZero()
                        ? ""
                        : ", "
                                + DurationText.of((double)
                                        Math.max(1, progress.remaining().toSeconds())) + " left");
        long now = System.nanoTime();
        boolean due = !progress.stage().equals(stage) || now - told > STEP.toNanos();
        if (terminal.interactive()) {
            terminal.tellProgress(line);
        } else if (due) {
            terminal.tell(line);
            told = now;
        }
        stage = progress.stage();
    }
}

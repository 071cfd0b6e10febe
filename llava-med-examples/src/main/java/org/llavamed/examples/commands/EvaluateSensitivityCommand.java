package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.llavamed.LlavaMed;
import org.llavamed.data.answers.LlavaMedAnswerer;
import org.llavamed.data.answers.Sampling;
import org.llavamed.eval.sensitivity.ImageCondition;
import org.llavamed.eval.sensitivity.Probe;
import org.llavamed.eval.sensitivity.SensitivityJson;
import org.llavamed.eval.sensitivity.SensitivityOptions;
import org.llavamed.eval.sensitivity.SensitivityPlan;
import org.llavamed.eval.sensitivity.SensitivityProgress;
import org.llavamed.eval.sensitivity.SensitivityReport;
import org.llavamed.eval.sensitivity.SensitivityRun;
import org.llavamed.eval.sensitivity.SwapChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds out whether a model looks at the image. */
@Command(
        name = "sensitivity",
        description = {
            "Tells whether a model looks at the image: asks the same questions with the image, without, with noise of its"
                    + " size, and with another patient's, and compares the answers. Run again to go on where it stopped.",
            "",
            "Also: how much more often than right it says yes, and how often it sees what is known to be absent (the"
                    + " benchmark's own questions whether something is there that expect no, and --probes)."
        },
        footer = {
            "",
            "Example:",
            "  llava-med evaluate sensitivity --model llava-med-v1.5-mistral-7b --ground-truth test.json --image-folder"
                    + " images --output sensitivity"
        })
final class EvaluateSensitivityCommand implements Callable<Integer> {
    private static final Duration STEP = Duration.ofSeconds(30); // a log file needs no line for each answer

    private final Terminal terminal;
    private @Nullable String stage;
    private long told;

    @Mixin
    private BenchmarkOptions benchmark = new BenchmarkOptions();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for the answers, the noise images and sensitivity.json.")
    private Path output = Path.of("");

    @Option(
            names = "--conditions",
            paramLabel = "C",
            split = ",",
            description = "Shown instead of the image: none, noise, swapped. Default: all three.")
    private List<ImageCondition> conditions = List.copyOf(EnumSet.allOf(ImageCondition.class));

    @Option(
            names = "--swap",
            paramLabel = "alike|any",
            defaultValue = "alike",
            description = "Which other image: of the same organ and modality where possible, or any. Default:"
                    + " ${DEFAULT-VALUE}.")
    private SwapChoice swap = SwapChoice.ALIKE;

    @Option(
            names = "--probes",
            paramLabel = "F.jsonl",
            description = "More questions for findings known to be absent, one object a line: {\"id\": 1, \"image\":"
                    + " \"a.png\", \"finding\": \"pleural effusion\"}, or with \"question\".")
    private @Nullable Path probes;

    @Option(names = "--limit", paramLabel = "N", description = "Ask only the first N questions (and probes).")
    private @Nullable Integer limit;

    @Option(names = "--name", paramLabel = "TEXT", description = "What reports call it. Default: the model's name.")
    private @Nullable String name;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "" + SensitivityOptions.DEFAULT_RESAMPLES,
            description = "Resamples of the intervals. Default: ${DEFAULT-VALUE}.")
    private int resamples;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Mixin
    private AnswerOptions answerOptions = new AnswerOptions();

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private UsageCheck usage = new UsageCheck();

    EvaluateSensitivityCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Sampling sampling = answerOptions.sampling(modelOptions);
        EnumSet<ImageCondition> chosen = EnumSet.of(ImageCondition.ORIGINAL);
        chosen.addAll(conditions);
        SensitivityOptions options =
                usage.of(() -> new SensitivityOptions(name, chosen, limit, sampling.seed(), resamples, swap));
        BenchmarkOptions.Source source = benchmark.read();
        List<Probe> more = probes == null ? List.of() : Probe.read(probes);
        SensitivityPlan plan = SensitivityPlan.of(source.truth(), source.imageFolder(), more, options);
        terminal.tell(CountText.of(plan.answers(), "answer") + " under "
                + CountText.of(options.conditions().size(), "condition")
                + (plan.probes().isEmpty()
                        ? ""
                        : ", " + CountText.of(plan.probes().size(), "probe") + " among them"));
        try (LlavaMed model = modelOptions.load(terminal)) {
            return run(
                    new SensitivityRun(new LlavaMedAnswerer(model, sampling, modelOptions.checkpoint()), plan, output));
        }
    }

    private int run(SensitivityRun run) {
        try (Interrupts.Scope scope = terminal.interrupts().during(run::cancel)) {
            SensitivityReport report = run.run(this::tell);
            terminal.endProgress();
            if (report == null) {
                terminal.tell("cancelled; run again to go on");
                return ExitCode.CANCELLED;
            }
            if (json) {
                terminal.out().println(Json.line(SensitivityJson.toJson(report)));
            } else {
                SensitivityText.lines(report).forEach(terminal.out()::println);
            }
            report.evaluation().notes().forEach(note -> terminal.tell("note: " + PlainText.of(note)));
            return ExitCode.OK;
        }
    }

    private void tell(SensitivityProgress progress) {
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

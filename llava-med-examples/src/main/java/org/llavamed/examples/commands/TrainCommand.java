package org.llavamed.examples.commands;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.training.FileSamples;
import org.llavamed.data.training.OpeningOptions;
import org.llavamed.error.LlavaMedException;
import org.llavamed.train.MetricsFile;
import org.llavamed.train.TensorBoardFile;
import org.llavamed.train.TrainingListener;
import org.llavamed.train.TrainingOptions;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingReport;
import org.llavamed.train.TrainingStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a checkpoint. */
@Command(
        name = "train",
        description = {
            "Trains a checkpoint on dialogues about images, or a language model on texts, by a recipe (research use only). Ctrl-C stops after the step,"
                    + " with a checkpoint; --resume goes on from the last one.",
            "",
            "The output folder gets the trained weights, metrics.jsonl with a line for each step, and loss.html with the"
                    + " curves."
        },
        footer = {
            "",
            "Example:",
            "  llava-med train --recipe stage1 --model start --data align.json --images images --output stage1"
        })
final class TrainCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final TrainingRun run;

    @Option(
            names = "--recipe",
            paramLabel = "NAME|F",
            required = true,
            description =
                    "stage1, stage2, vqa, lora, language, contrastive, or a recipe file (see 'llava-med recipe').")
    private String recipeName = "";

    @Option(
            names = "--model",
            paramLabel = "DIR",
            required = true,
            description = "Checkpoint folder to begin with, or 'built-in'; for the recipe contrastive a CLIP folder.")
    private ModelFolder model = ModelFolder.BUILT_IN;

    @Option(
            names = "--data",
            paramLabel = "F",
            required = true,
            description = "Dialogues as LLaVA has them: a JSON array or JSON lines. For language also JSON with text or"
                    + " fig_caption, or a .txt file with a text a line; images are not looked at.")
    private Path data = Path.of("");

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Folder of the images. Without it: only records without image.")
    private @Nullable Path images;

    @Mixin
    private TrainOptions trainOptions = new TrainOptions();

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Take N steps instead of what the recipe says; its schedule is stretched to them.")
    private @Nullable Long maxSteps;

    @Option(
            names = "--log-steps",
            paramLabel = "N",
            defaultValue = "1",
            description = "With --json: print every N-th step, and the last. Default: ${DEFAULT-VALUE}.")
    private long logSteps;

    @Option(names = "--json", description = "Print one JSON object for each logged step on stdout.")
    private boolean json;

    @Option(names = "--tensorboard", description = "Write TensorBoard event files too, into OUTPUT/tensorboard.")
    private boolean tensorboard;

    @Mixin
    private UsageCheck usage = new UsageCheck();

    TrainCommand(Terminal terminal, TrainingRun run) {
        this.terminal = terminal;
        this.run = run;
    }

    @Override
    public Integer call() {
        TrainingOptions.Builder options = usage.of(trainOptions::builder);
        if (logSteps < 1) {
            throw usage.wrong("--log-steps is " + logSteps + " but must be 1 or more");
        }
        TrainingRecipe recipe = recipe();
        terminal.tell("Research use only, not for clinical use.");
        FileSamples opened = DatasetReading.opening(
                terminal,
                progress -> TrainingData.open(
                        data, images, recipe.template(), new OpeningOptions(trainOptions.skipBad(), progress)));
        if (opened == null) {
            return ExitCode.CANCELLED;
        }
        try (FileSamples samples = opened) {
            samples.problems().forEach(problem -> terminal.tell("left out: " + PlainText.of(problem)));
            if (samples.skipped() > 0) {
                terminal.tell(CountText.of(samples.skipped(), "record") + " left out of " + data);
            }
            return train(samples, recipe, options);
        }
    }

    private TrainingRecipe recipe() {
        TrainingRecipe recipe = RecipeOption.read(recipeName);
        Long steps = maxSteps;
        return steps == null
                ? recipe
                : usage.of(() -> recipe.toBuilder().maxSteps(steps).build());
    }

    private int train(FileSamples samples, TrainingRecipe recipe, TrainingOptions.Builder options) {
        AtomicBoolean stop = new AtomicBoolean();
        Path output = trainOptions.output();
        Path metricsPath = output.resolve("metrics.jsonl");
        TrainingProgress progress = new TrainingProgress(terminal, System::nanoTime);
        LossPage page = new LossPage(metricsPath, recipe, progress, System::nanoTime);
        try (MetricsFile metrics = new MetricsFile(metricsPath);
                TensorBoardFile events = new TensorBoardFile(output.resolve("tensorboard"));
                Interrupts.Scope scope = terminal.interrupts().once(() -> stop(stop))) {
            TrainingListener listener = TrainingListener.of(
                    metrics,
                    tensorboard ? events : TrainingListener.NONE,
                    json ? new StepPrinter() : TrainingListener.NONE,
                    progress,
                    page);
            TrainingReport report;
            try {
                report = run.train(
                        model.path(),
                        samples,
                        recipe,
                        options.listener(listener).stop(stop::get).build());
            } finally {
                progress.end();
                page.write();
                progress.endWarnings();
            }
            summary(report);
            return report.finished() ? ExitCode.OK : ExitCode.CANCELLED;
        }
    }

    /** Runs on the thread of Ctrl-C. */
    private void stop(AtomicBoolean stop) {
        stop.set(true);
        terminal.endProgress();
        terminal.tell(
                "stopping after this step, with a checkpoint (Ctrl-C again: at once, back to the last checkpoint)");
    }

    /** Prints logged steps; when nobody reads them any more, that ends the run, whose checkpoints stay. */
    private final class StepPrinter implements TrainingListener {
        @Override
        public void step(TrainingStep step) {
            if (step.step() % logSteps == 0 || step.step() == step.totalSteps()) {
                terminal.out().println(step.toJson());
                if (terminal.out().checkError()) {
                    throw new LlavaMedException("step " + step.step()
                            + " cannot be printed: standard output is closed or full; go on with --resume");
                }
            }
        }
    }

    private void summary(TrainingReport report) {
        String line = String.format(
                Locale.ROOT,
                "%s: %s of %,d %s, %s%s%s%s%s",
                trainOptions.output(),
                String.format(Locale.ROOT, "%,d", report.steps()),
                report.totalSteps(),
                CountText.noun(report.totalSteps(), "step"),
                Double.isNaN(report.lastLoss())
                        ? "none of them now"
                        : String.format(Locale.ROOT, "last loss %.4f, ", report.lastLoss())
                                + DurationText.of(report.seconds()),
                counted(report.skippedSamples(), "skipped"),
                counted(report.cutSamples(), "cut to the recipe's max_length"),
                counted(report.unlearnedSamples(), "with nothing to learn"),
                report.finished() ? "" : "; stopped, go on with the same command and --resume");
        if (json) {
            terminal.tell(line); // stdout is for the steps
        } else {
            terminal.out().println(line);
        }
        terminal.tell("curves: " + trainOptions.output().resolve("loss.html"));
    }

    private static String counted(long samples, String what) {
        return samples == 0 ? "" : "; " + CountText.of(samples, "sample") + " " + what;
    }
}

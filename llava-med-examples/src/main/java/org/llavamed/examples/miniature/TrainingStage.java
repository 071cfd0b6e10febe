package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.report.TrainingPage;
import org.llavamed.data.training.DialogueSamples;
import org.llavamed.data.training.FileSamples;
import org.llavamed.data.training.TextSamples;
import org.llavamed.train.MetricsFile;
import org.llavamed.train.TrainedModule;
import org.llavamed.train.Trainer;
import org.llavamed.train.TrainingListener;
import org.llavamed.train.TrainingOptions;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingReport;
import org.llavamed.train.TrainingStart;
import org.llavamed.train.TrainingStep;

/**
 * A stage that trains: goes on from its last checkpoint, and writes {@code metrics.jsonl} and {@code loss.html} beside what it
 * trained.
 *
 * @param name of the stage
 * @param recipe what is trained and how
 * @param model the stage whose model is trained
 * @param data dialogues; texts if there are no images
 * @param images the stage that draws the images, or null
 * @param projector projector file to begin with, or null for the model's own
 * @param outputs names of the files that are the result
 * @param saveSteps steps between two checkpoints
 */
record TrainingStage(
        String name,
        TrainingRecipe recipe,
        String model,
        String data,
        @Nullable String images,
        @Nullable String projector,
        List<String> outputs,
        long saveSteps) {
    /** The file of a trained projector. */
    static final String PROJECTOR = "mm_projector.safetensors";

    /** Features of images, as long as they are of use. */
    static final String FEATURES = "features";

    private static final String METRICS = "metrics.jsonl";

    private static final int WINDOW = 10;
    private static final int MOST_WARNINGS = 3;

    /** The stage of a chain. */
    Stage stage() {
        List<String> inputs = new ArrayList<>(ModelStages.files(model, ModelStages.names(recipe, images != null)));
        inputs.add(data);
        if (images != null) {
            inputs.add(images + "/" + ImageList.FILE);
        }
        if (projector != null) {
            inputs.add(projector);
        }
        List<String> files = new ArrayList<>();
        outputs.forEach(file -> files.add(name + "/" + file));
        files.add(name + "/" + METRICS);
        return new Stage(
                name,
                SettingsJson.object("recipe", SettingsJson.parse(recipe.toJson())),
                inputs,
                files,
                true,
                this::train);
    }

    private ObjectNode train(StageRun run) {
        Path metrics = run.folder().resolve(METRICS);
        Losses losses = new Losses(run);
        try (MetricsFile file = new MetricsFile(metrics)) {
            TrainingOptions options = TrainingOptions.builder(run.folder())
                    .resume(true)
                    .saveSteps(saveSteps)
                    .featureCache(recipe.train().contains(TrainedModule.PROJECTOR) ? run.path(FEATURES) : null)
                    .projector(projector == null ? null : run.path(projector))
                    .listener(TrainingListener.of(file, losses))
                    .stop(run::stopped)
                    .build();
            TrainingReport report;
            try (FileSamples samples = images == null
                    ? TextSamples.open(run.path(data))
                    : DialogueSamples.open(run.path(data), run.path(images + "/images"))) {
                report = Trainer.train(run.path(model), samples, recipe, options);
            }
            file.close();
            page(run, metrics);
            if (!report.finished()) {
                throw new CancellationException();
            }
            return losses.facts(report);
        }
    }

    private void page(StageRun run, Path metrics) {
        if (Files.exists(metrics)) {
            TrainingPage.Run shown = new TrainingPage.Run(name, metrics, recipe.toJson());
            TrainingPage.of("Training: " + name, List.of(shown))
                    .write(run.folder().resolve("loss.html"));
        }
    }

    /** Tells how the loss goes. */
    private static final class Losses implements TrainingListener {
        private final StageRun run;
        private double mean = Double.NaN;
        private long parameters;
        private int warnings;

        Losses(StageRun run) {
            this.run = run;
        }

        @Override
        public void started(TrainingStart start) {
            parameters = start.trainedParameters();
            if (start.firstStep() > 1) {
                run.tell(String.format(
                        Locale.ROOT, "resumed with step %,d of %,d", start.firstStep(), start.totalSteps()));
            }
        }

        @Override
        public void step(TrainingStep step) {
            mean = Double.isNaN(mean) ? step.loss() : mean + (step.loss() - mean) / WINDOW;
            run.progress(
                    (double) step.step() / step.totalSteps(),
                    String.format(
                            Locale.ROOT,
                            "step %,d of %,d, loss %.3f, %s left",
                            step.step(),
                            step.totalSteps(),
                            mean,
                            Words.time(step.etaSeconds())));
        }

        @Override
        public void warning(String message) {
            warnings++;
            if (warnings <= MOST_WARNINGS) {
                run.tell(message + (warnings == MOST_WARNINGS ? "; further warnings are not shown" : ""));
            }
        }

        ObjectNode facts(TrainingReport report) {
            ObjectNode facts = SettingsJson.object();
            facts.put("parameters", parameters);
            facts.put("steps", report.totalSteps());
            if (!Double.isNaN(mean)) { // all steps may have been taken before
                facts.put("loss", Math.round(mean * 1e4) / 1e4);
            }
            if (report.cutSamples() > 0) {
                facts.put("cut_samples", report.cutSamples());
            }
            return facts;
        }
    }
}

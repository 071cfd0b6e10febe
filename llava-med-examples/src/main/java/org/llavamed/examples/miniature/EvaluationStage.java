package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.llavamed.LlavaMed;
import org.llavamed.LoadOptions;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.data.answers.LlavaMedAnswerer;
import org.llavamed.data.answers.LlavaMedChatPartner;
import org.llavamed.data.answers.Sampling;
import org.llavamed.eval.phantom.PhantomExam;
import org.llavamed.eval.phantom.PhantomExamination;
import org.llavamed.eval.phantom.PhantomOptions;
import org.llavamed.eval.phantom.PhantomReport;
import org.llavamed.eval.phantom.TextBaseline;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;

/**
 * A stage that asks a model about the test phantoms.
 *
 * @param name of the stage
 * @param model the stage whose model is asked
 * @param projector projector file to use, or null for the model's own
 * @param amount how much is asked
 */
record EvaluationStage(String name, String model, @Nullable String projector, MiniatureSettings.Evaluation amount) {
    /** The scores as JSON. */
    static final String REPORT = "report.json";

    /** The scores as tables. */
    static final String TEXT = "report.txt";

    /** The stage of a chain. */
    Stage stage() {
        List<String> inputs = new ArrayList<>(ModelStages.files(model, ModelStages.VISION));
        if (projector != null) {
            inputs.add(projector);
        }
        inputs.add(DataStages.TEST + "/questions.jsonl");
        inputs.add(DataStages.TEST + "/truth.jsonl");
        inputs.add(DataStages.TEST + "/" + ImageList.FILE);
        inputs.add(DataStages.TRAIN + "/questions.jsonl");
        return new Stage(
                name,
                SettingsJson.tree(amount),
                inputs,
                List.of(name + "/" + REPORT, name + "/" + TEXT, name + "/answers.jsonl"),
                true,
                this::examine);
    }

    private ObjectNode examine(StageRun run) {
        PhantomOptions options = new PhantomOptions(
                amount.questions() == 0 ? null : amount.questions(),
                amount.followUps(),
                amount.sensitivity(),
                Bootstrap.DEFAULT);
        PhantomExamination examination = new PhantomExamination(
                PhantomExam.read(run.path(DataStages.TEST)),
                TextBaseline.read(run.path(DataStages.TRAIN + "/questions.jsonl")),
                options,
                run.folder());
        Path file = projector == null ? null : run.path(projector);
        CheckpointOptions parts = CheckpointOptions.defaults().withProjector(file);
        Sampling sampling = Sampling.greedy().withMaxNewTokens(amount.maxNewTokens());
        try (LlavaMed opened = LlavaMed.load(
                run.path(model), LoadOptions.builder().checkpoint(parts).build())) {
            PhantomReport report = examination.run(
                    new LlavaMedAnswerer(opened, sampling, parts),
                    new LlavaMedChatPartner(opened, sampling, parts),
                    progress -> {
                        run.progress(
                                (double) progress.done() / Math.max(1, progress.total()),
                                String.format(
                                        Locale.ROOT,
                                        "%s, %,d of %,d",
                                        progress.stage(),
                                        progress.done(),
                                        progress.total()));
                        if (run.stopped()) {
                            examination.cancel();
                        }
                    });
            if (report == null) {
                throw new CancellationException();
            }
            return facts(report);
        }
    }

    private static ObjectNode facts(PhantomReport report) {
        ObjectNode facts = SettingsJson.object();
        put(facts, "closed", report.scores().all().closedAccuracy());
        put(facts, "open", report.scores().all().openRecall());
        put(facts, "hallucination", report.scores().all().hallucination());
        return facts;
    }

    private static void put(ObjectNode facts, String name, Estimate estimate) {
        if (estimate.known()) {
            facts.put(name, Math.round(estimate.value() * 10) / 10.0);
        }
    }
}

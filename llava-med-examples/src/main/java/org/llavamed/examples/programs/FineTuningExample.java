package org.llavamed.examples.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.llavamed.LlavaMed;
import org.llavamed.LoadOptions;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.data.training.DialogueSamples;
import org.llavamed.examples.demo.DemoImage;
import org.llavamed.train.TrainedModule;
import org.llavamed.train.Trainer;
import org.llavamed.train.TrainingListener;
import org.llavamed.train.TrainingOptions;
import org.llavamed.train.TrainingRecipe;
import org.llavamed.train.TrainingReport;
import org.llavamed.train.TrainingStep;

/**
 * LoRA on a few questions and answers, and then a question to the model with the adapter. The small model learns
 * them by heart, which shows that it works; it says nothing about images.
 */
public final class FineTuningExample {
    private static final String QUESTION = "What is shown?";

    private FineTuningExample() {}

    /**
     * Runs the example.
     *
     * @param args optionally a checkpoint folder
     * @throws IOException if the temporary folder cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path model = Arguments.checkpoint(args);
        Path folder = Files.createTempDirectory("llava-med-tuning");
        DemoImage.copyTo(folder.resolve("phantom.png"));
        Path records = Files.write(
                folder.resolve("vqa.jsonl"),
                List.of(
                        record("1", QUESTION, "A drawing of a chest."),
                        record("2", "Is the heart on the right?", "No."),
                        record("3", "Is it an X-ray?", "No, a drawing.")));

        TrainingRecipe recipe = TrainingRecipe.loraTuning().toBuilder()
                .train(List.of(TrainedModule.LORA)) // the ready-made recipe trains the projector too
                .learningRate(TrainedModule.LORA, 2e-3) // 2e-4 for a real model
                .batchSize(3) // each step sees all of them; real data want more
                .accumulation(1)
                .maxSteps(25)
                .precision(TrainingRecipe.Precision.F32) // bf16 for a large model
                .gradientCheckpointing(false)
                .build();
        TrainingOptions options = TrainingOptions.builder(folder.resolve("adapter"))
                .listener(new TrainingListener() {
                    @Override
                    public void step(TrainingStep step) {
                        if (step.step() % 5 == 0) {
                            System.out.printf(Locale.ROOT, "step %d: loss %.3f%n", step.step(), step.loss());
                        }
                    }
                })
                .build();
        try (DialogueSamples samples = DialogueSamples.open(records, folder)) {
            TrainingReport report = Trainer.train(model, samples, recipe, options);
            System.out.println("The adapter is in " + report.output());
        }

        LoadOptions tuned = LoadOptions.builder()
                .checkpoint(CheckpointOptions.defaults().withAdapter(options.output()))
                .build();
        System.out.println("Before: " + answer(model, LoadOptions.defaults()));
        System.out.println("After:  " + answer(model, tuned));
    }

    /** A record as LLaVA's data sets have them. */
    private static String record(String id, String question, String answer) {
        return String.format(
                "{\"id\": \"%s\", \"image\": \"phantom.png\", \"conversations\": [{\"from\": \"human\", \"value\":"
                        + " \"<image>\\n%s\"}, {\"from\": \"gpt\", \"value\": \"%s\"}]}",
                id, question, answer);
    }

    private static String answer(Path checkpoint, LoadOptions options) {
        try (LlavaMed model = LlavaMed.load(checkpoint, options)) {
            return model.ask(DemoImage.source(), QUESTION, Arguments.shortAnswers())
                    .text();
        }
    }
}

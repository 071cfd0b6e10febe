package org.llavamed.examples.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.llavamed.examples.phantom.Lesson;
import org.llavamed.examples.phantom.Marks;
import org.llavamed.examples.phantom.TwoStages;
import org.llavamed.train.TrainingListener;
import org.llavamed.train.TrainingStart;
import org.llavamed.train.TrainingStep;

/**
 * The two stages of LLaVA-Med on a task that a small model learns in some minutes: captions, then questions about a spot
 * on a noisy drawing. Prints how many questions about new drawings are answered after stage 1 and after both.
 */
public final class TwoStageTrainingExample {
    private TwoStageTrainingExample() {}

    /**
     * Runs the example.
     *
     * @param args optionally an existing folder for model, data and trained weights, and a seed
     * @throws IOException if the temporary folder cannot be made
     */
    public static void main(String[] args) throws IOException {
        Path folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("llava-med-two-stages");
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        TwoStages result = TwoStages.run(folder, Lesson.FULL, seed, 2, progress());
        System.out.println("Right answers             combinations seen in training | never seen together");
        print("stage 1, captions", result.captionsOfStage1());
        print("stage 1, questions", result.stage1());
        print("stages 1 and 2", result.both());
        print("the same, nothing to see", result.blank());
        System.out.println("The files are in " + folder);
    }

    private static TrainingListener progress() {
        return new TrainingListener() {
            @Override
            public void started(TrainingStart start) {
                System.out.println("Training " + start.trained() + ": " + start.trainedParameters() + " parameters");
            }

            @Override
            public void step(TrainingStep step) {
                if (step.step() % 100 == 0 || step.step() == 1) {
                    System.out.printf(
                            Locale.ROOT,
                            "  step %d of %d, loss %.4f, %.0f s left%n",
                            step.step(),
                            step.totalSteps(),
                            step.loss(),
                            step.etaSeconds());
                }
            }
        };
    }

    private static void print(String name, Marks marks) {
        System.out.printf(
                Locale.ROOT, "%-25s %5.1f %% | %5.1f %%%n", name, 100 * marks.share(false), 100 * marks.share(true));
        for (String question : marks.questions()) {
            System.out.printf(
                    Locale.ROOT,
                    "    %-21s %5.1f %% | %5.1f %%%n",
                    question,
                    100 * marks.share(question, false),
                    100 * marks.share(question, true));
        }
    }
}

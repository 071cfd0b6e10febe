package org.llavamed.examples.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.BatchAnswering;
import org.llavamed.data.answers.BatchOptions;
import org.llavamed.data.answers.ModelAnswer;
import org.llavamed.data.answers.Question;
import org.llavamed.eval.score.Bootstrap;
import org.llavamed.eval.score.Estimate;
import org.llavamed.eval.score.ScoreMode;
import org.llavamed.eval.score.Scores;
import org.llavamed.eval.truth.AnswerSet;
import org.llavamed.eval.truth.GroundTruth;
import org.llavamed.eval.vqa.VqaEvaluation;
import org.llavamed.eval.vqa.VqaScoring;
import org.llavamed.examples.demo.DemoImage;

/** A model that is not ours answers a small benchmark; its answers are scored in both modes. */
public final class EvaluationExample {
    private static final String BENCHMARK = """
            {"id": 1, "image": "a.png", "answer_type": "CLOSED", "conversations": [{"value": "Is this a chest?"}, {"value": "yes"}]}
            {"id": 2, "image": "a.png", "answer_type": "CLOSED", "conversations": [{"value": "Is it normal?"}, {"value": "no"}]}
            {"id": 3, "image": "b.png", "answer_type": "CLOSED", "conversations": [{"value": "CT or MRI?"}, {"value": "CT"}]}
            {"id": 4, "image": "b.png", "answer_type": "OPEN", "conversations": [{"value": "Where?"}, {"value": "right lobe"}]}
            """;

    private EvaluationExample() {}

    /** Says one thing whatever it is asked; a client of a server would stand here. */
    private record Parrot(String modelId) implements Answerer {
        @Override
        public Map<String, Object> settings() {
            return Map.of("temperature", 0);
        }

        @Override
        public ModelAnswer answer(Question question, @Nullable Path image) {
            return ModelAnswer.of("Yes, the right right right lung looks normal on this CT");
        }
    }

    /**
     * Runs the example.
     *
     * @param args none
     * @throws IOException if the temporary folder cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("llava-med-evaluation");
        Path answers = folder.resolve("answers.jsonl");
        DemoImage.copyTo(folder.resolve("a.png"));
        DemoImage.copyTo(folder.resolve("b.png"));
        GroundTruth truth = GroundTruth.read(Files.writeString(folder.resolve("test.jsonl"), BENCHMARK));
        new BatchAnswering(new Parrot("parrot"), BatchOptions.of(folder))
                .run(truth.questions(), answers, progress -> {});
        VqaEvaluation evaluation = new VqaScoring(truth, null, EnumSet.allOf(ScoreMode.class), Bootstrap.DEFAULT)
                .evaluate("tiny", AnswerSet.read(answers), false);
        for (Scores scores : evaluation.scores()) {
            scores.metrics()
                    .forEach((metric, value) ->
                            System.out.print(value.known() ? row(scores.mode(), metric, value) : ""));
        }
        evaluation.notes().forEach(System.out::println);
    }

    private static String row(ScoreMode mode, String metric, Estimate value) {
        String interval = value.hasInterval()
                ? String.format(Locale.ROOT, "[%.1f, %.1f]", value.low(), value.high())
                : "without interval"; // all about one image
        return String.format(
                Locale.ROOT, "%-9s %-21s %6.2f %s of %d%n", mode, metric, value.value(), interval, value.count());
    }
}

package org.llavamed.examples.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llavamed.LlavaMed;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.data.answers.Answerer;
import org.llavamed.data.answers.BatchAnswering;
import org.llavamed.data.answers.BatchOptions;
import org.llavamed.data.answers.LlavaMedAnswerer;
import org.llavamed.data.answers.QuestionFile;
import org.llavamed.data.answers.Sampling;
import org.llavamed.examples.demo.DemoImage;

/** A file of questions, answered in two runs: the second goes on where the first stopped. */
public final class BatchExample {
    private BatchExample() {}

    /**
     * Runs the example.
     *
     * @param args optionally a checkpoint folder
     * @throws IOException if the temporary folder cannot be written
     */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("llava-med-batch");
        Path answers = folder.resolve("answers.jsonl");
        DemoImage.copyTo(folder.resolve("phantom.png"));
        Path questions = Files.write(
                folder.resolve("questions.jsonl"),
                List.of(
                        "{\"question_id\": 1, \"image\": \"phantom.png\", \"text\": \"What is shown?\\n<image>\"}",
                        "{\"question_id\": 2, \"image\": \"phantom.png\", \"text\": \"And the lungs?\","
                                + " \"history\": [{\"question\": \"What is shown?\", \"answer\": \"A chest.\"}]}",
                        "{\"question_id\": \"text-only\", \"text\": \"What is a pleural effusion?\"}"));

        try (LlavaMed model = LlavaMed.load(Arguments.checkpoint(args))) {
            Sampling sampling = Sampling.greedy().withMaxNewTokens(Arguments.SHORT);
            Answerer answerer = new LlavaMedAnswerer(model, sampling, CheckpointOptions.defaults());
            BatchOptions options = BatchOptions.of(folder);
            BatchAnswering first = new BatchAnswering(answerer, options);
            System.out.println(first.run(QuestionFile.read(questions), answers, progress -> {
                System.out.println(progress.done() + " of " + progress.total());
                if (progress.done() == 2) {
                    first.cancel();
                }
            }));
            System.out.println(
                    new BatchAnswering(answerer, options).run(QuestionFile.read(questions), answers, progress -> {}));
        }
        Files.readAllLines(answers).forEach(System.out::println);
        System.out.println("The files are in " + folder);
    }
}

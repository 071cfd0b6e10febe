package org.llavamed.data.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes pages of made-up runs to look at in a browser. As a program: FOLDER. */
final class TrainingPreview {
    static final String RECIPE =
            "{\"train\": [\"projector\", \"language_model\"], \"learning_rate\": {\"projector\": 2e-5,"
                    + " \"language_model\": 2e-5}, \"batch_size\": 4, \"epochs\": 3.0, \"max_steps\": null, \"schedule\": \"cosine\"}";

    private TrainingPreview() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Path one = metrics(folder.resolve("one.jsonl"), 20_000, 1, 2e-5);
        Path two = metrics(folder.resolve("two.jsonl"), 3_000, 2, 2e-3);
        Path few = metrics(folder.resolve("few.jsonl"), 3, 3, 1e-3);
        TrainingPage.of("Training: stage 2", List.of(new TrainingPage.Run("stage 2", one, RECIPE)))
                .write(folder.resolve("one.html"));
        TrainingPage.of(
                        "Training: three runs",
                        List.of(
                                new TrainingPage.Run("stage 2", one, RECIPE),
                                new TrainingPage.Run("higher rate", two, RECIPE.replace("2e-5", "2e-3")),
                                new TrainingPage.Run("just <begun> & with a very long name ".repeat(4), few, null)))
                .write(folder.resolve("three.html"));
        TrainingPage.of("Training: begun", List.of(new TrainingPage.Run("begun", few, null)))
                .write(folder.resolve("few.html"));
    }

    static Path metrics(Path file, int steps, long seed, double rate) throws IOException {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= steps; i++) {
            double done = i / (double) steps;
            double loss = 0.4 + 4 * Math.exp(-12 * done) + 0.15 * random.nextGaussian() + (i == steps / 3 ? 6 : 0);
            double norm = Math.exp(random.nextGaussian() * 0.4) * (i == steps / 3 ? 900 : 1);
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"step\":%d,\"loss\":%s,\"lr\":%s,\"grad_norm\":%s,\"samples\":16,\"learned_tokens\":900,"
                            + "\"total_steps\":%d,\"epoch\":%s,\"images\":14,\"tokens\":9000,\"seconds\":%s}",
                    i,
                    i == steps / 2 ? "null" : Double.toString(loss),
                    rate * Math.min(done / 0.03, (1 + Math.cos(Math.PI * done)) / 2),
                    norm,
                    steps,
                    3 * done,
                    2 + 0.2 * random.nextDouble() + (i % 997 == 0 ? 9 : 0)));
        }
        return Files.write(file, lines);
    }
}

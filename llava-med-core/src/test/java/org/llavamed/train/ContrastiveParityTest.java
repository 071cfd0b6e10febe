package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.internal.model.TrainedNetwork;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.training.StateFile;
import org.llavamed.train.TrainingRecipe.Precision;

/** Against transformers' CLIPModel and torch's AdamW: losses to 1e-4, gradients of step 1 to 1e-3, both relative. */
class ContrastiveParityTest {
    private final ContrastiveGolden golden = new ContrastiveGolden();

    @TempDir
    Path temporary;

    private static final class Steps implements TrainingListener {
        private final List<TrainingStep> all = new ArrayList<>();

        @Override
        public void step(TrainingStep step) {
            all.add(step);
        }
    }

    @Test
    void textsBecomeTheReferencesTokens() throws IOException {
        StartModel.Preparation preparation = model(golden.recipe()).preparation(golden);
        int cut = 0;
        for (int i = 0; i < golden.size(); i++) {
            PreparedSample sample = preparation.prepare(i, null);
            List<Integer> ids = new ArrayList<>();
            golden.json.get("samples").get(i).get("token_ids").forEach(id -> ids.add(id.asInt()));
            assertArrayEquals(
                    ids.stream().mapToInt(Integer::intValue).toArray(),
                    sample.tokens().ids());
            cut += sample.tokens().cut() ? 1 : 0;
        }
        assertTrue(cut > 0 && cut < golden.size(), "cut " + cut);
    }

    @Test
    void tenSteps() throws IOException {
        Steps steps = new Steps();
        TrainingReport report = train(golden.recipe(), steps);
        assertEquals(10, report.steps());
        compareSteps(steps.all, 1e-4, 1e-3);
        ContrastiveModel trained = ContrastiveModel.open(
                temporary.resolve("run"),
                golden.recipe(),
                TrainingOptions.builder(temporary).build());
        try (Objective objective = trained.load(null, message -> {})) {
            for (Map.Entry<String, float[]> end :
                    ContrastiveGolden.tensors(temporary, "final/").entrySet()) {
                compare(
                        "final " + end.getKey(),
                        end.getValue(),
                        objective.network().tensor(end.getKey()),
                        2e-3);
            }
            assertEquals(golden.json.at("/final/loss").asDouble(), loss(trained, objective), 1e-4);
        }
    }

    @Test
    void bf16StaysNear() throws IOException {
        Steps steps = new Steps();
        train(golden.recipe().toBuilder().precision(Precision.BF16).build(), steps);
        compareSteps(steps.all, 2e-2, 0.2);
    }

    @Test
    void gradientsOfTheFirstStep() throws IOException {
        ContrastiveModel model = model(golden.recipe());
        StartModel.Preparation preparation = model.preparation(golden);
        Map<String, float[]> expected = ContrastiveGolden.tensors(temporary, "gradient/");
        try (Objective objective = model.load(null, message -> {});
                TensorScope work = objective.network().newScope()) {
            List<Tensor> gradients = null;
            for (int batch = 0; batch < 2; batch++) {
                List<Tensor> results =
                        objective.batch(samples(preparation, 4 * batch, 4)).gradients(work, 0.5, 0, gradients);
                gradients = results.subList(1, results.size());
            }
            List<TrainedNetwork.Parameter> parameters = objective.network().parameters();
            assertEquals(expected.size(), parameters.size());
            for (int i = 0; i < parameters.size(); i++) {
                String name = parameters.get(i).name();
                compare(
                        "gradient " + name,
                        Objects.requireNonNull(expected.get(name), name),
                        Objects.requireNonNull(gradients).get(i),
                        1e-3);
            }
        }
    }

    private ContrastiveModel model(TrainingRecipe recipe) throws IOException {
        return ContrastiveModel.open(
                golden.folder(temporary.resolve("start")),
                recipe,
                TrainingOptions.builder(temporary.resolve("run")).build());
    }

    private TrainingReport train(TrainingRecipe recipe, TrainingListener listener) throws IOException {
        return Trainer.train(
                golden.folder(temporary.resolve("start")),
                golden,
                recipe,
                TrainingOptions.builder(temporary.resolve("run"))
                        .listener(listener)
                        .saveSteps(0)
                        .build());
    }

    private static List<PreparedSample> samples(StartModel.Preparation preparation, int first, int count) {
        List<PreparedSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(preparation.prepare(first + i, null));
        }
        return samples;
    }

    private double loss(StartModel model, Objective objective) {
        try (TensorScope work = objective.network().newScope()) {
            return objective
                    .batch(samples(model.preparation(golden), 0, golden.size()))
                    .gradients(work, 1, 0, null)
                    .get(0)
                    .toFloats()[0];
        }
    }

    private void compareSteps(List<TrainingStep> steps, double loss, double norm) {
        assertEquals(10, steps.size());
        for (int i = 0; i < steps.size(); i++) {
            TrainingStep step = steps.get(i);
            JsonNode expected = golden.json.get("steps").get(i);
            assertClose("loss of " + step, expected.get("loss").asDouble(), step.loss(), loss);
            assertClose("norm of " + step, expected.get("grad_norm").asDouble(), step.gradNorm(), norm);
            assertEquals(expected.get("samples").asInt(), step.samples());
            assertEquals(step.samples(), step.images());
            step.learningRates()
                    .forEach((module, rate) ->
                            assertEquals(expected.get("lr").get(module.key()).asDouble(), rate, 1e-12));
        }
    }

    private static void assertClose(String what, double expected, double actual, double tolerance) {
        assertTrue(
                Math.abs(expected - actual) <= tolerance * Math.abs(expected),
                () -> what + ": expected " + expected + ", was " + actual);
    }

    /**
     * Relative to the tensor's own length. A key's bias shifts all scores of a query alike, so its gradient is 0 but for
     * rounding.
     */
    private static void compare(String what, float[] expected, Tensor tensor, double tolerance) {
        float[] actual = StateFile.values(tensor, 0, expected.length);
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - (double) actual[i], 2);
            length += Math.pow(expected[i], 2);
        }
        double relative = Math.sqrt(difference) / Math.max(Math.sqrt(length), 1e-3);
        assertTrue(relative <= tolerance, () -> what + " differs by " + relative);
    }
}

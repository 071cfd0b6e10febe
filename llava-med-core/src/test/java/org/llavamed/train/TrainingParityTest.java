package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.training.StateFile;

/** Twenty steps against torch, transformers and peft: losses to 1e-4, gradients of step 1 to 1e-3, both relative. */
class TrainingParityTest {
    private static final double LOSS_TOLERANCE = 1e-4;
    private static final double GRADIENT_TOLERANCE = 1e-3;

    @TempDir
    Path temporary;

    private static final class Steps implements TrainingListener {
        private final List<TrainingStep> all = new ArrayList<>();

        @Override
        public void step(TrainingStep step) {
            all.add(step);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mistral-stage1, false",
        "mistral-stage1, true",
        "v1.0-stage1, false",
        "v1.0-stage1, true",
        "mistral-window-stage2, false",
        "mistral-window-stage2, true",
        "llama-stage2, false",
        "llama-stage2, true",
        "llama-tied-stage2, false",
        "llama-tied-stage2, true",
        "v1.0-stage2, false",
        "v1.0-stage2, true",
        "hf-gen2-llama-stage2, false",
        "hf-gen2-llama-stage2, true",
        "llama-markers-lora, false",
        "llama-markers-lora, true",
        "hf-gen2-mistral-lora, false",
        "hf-gen2-mistral-lora, true",
        "mistral-lora-decay, false",
        "mistral-lora-decay, true",
        "run-plain-stage1, false",
        "run-text-language, false",
        "run-text-language, true",
        "run-v1-lora, true",
        "run-mistral-stage2, true"
    })
    void twentySteps(String name, boolean recompute) throws IOException {
        TrainingGolden golden = new TrainingGolden(name, temporary, recompute);
        compareGradients(golden);
        Steps steps = new Steps();
        TrainingOptions options = TrainingOptions.builder(temporary.resolve("run"))
                .listener(steps)
                .saveSteps(0)
                .build();
        SampleOrder order = SampleOrder.of(golden.recipe, golden);
        compareOrder(golden.json.get("order"), order);
        try (RunFolder folder = RunFolder.open(options.output(), false);
                TrainingRun run = new TrainingRun(
                        golden.model,
                        golden,
                        golden.recipe,
                        options,
                        folder,
                        order,
                        null,
                        golden::prepared,
                        () -> false)) {
            golden.setStart(run.network());
            run.run(0);
            compareSteps(golden.json.get("steps"), steps.all);
            for (Map.Entry<String, float[]> end : golden.tensors("final/").entrySet()) {
                compare(
                        "final " + end.getKey(),
                        end.getValue(),
                        values(run.network().tensor(end.getKey())));
            }
        }
    }

    private static void compareOrder(JsonNode expected, SampleOrder order) {
        assertEquals(expected.size(), order.totalSteps());
        for (int step = 0; step < expected.size(); step++) {
            List<int[]> batches = order.step(step);
            assertEquals(expected.get(step).size(), batches.size());
            for (int i = 0; i < batches.size(); i++) {
                List<Integer> samples = new ArrayList<>();
                expected.get(step).get(i).forEach(sample -> samples.add(sample.asInt()));
                assertEquals(samples, Arrays.stream(batches.get(i)).boxed().toList());
            }
        }
    }

    private static void compareSteps(JsonNode expected, List<TrainingStep> steps) {
        assertEquals(20, steps.size());
        for (int i = 0; i < steps.size(); i++) {
            TrainingStep step = steps.get(i);
            JsonNode golden = expected.get(i);
            String where = "step " + step.step() + " ";
            assertEquals(golden.get("step").asLong(), step.step());
            assertClose(where + "loss", golden.get("loss").asDouble(), step.loss(), LOSS_TOLERANCE);
            assertClose(where + "norm", golden.get("grad_norm").asDouble(), step.gradNorm(), GRADIENT_TOLERANCE);
            step.learningRates()
                    .forEach((module, rate) ->
                            assertEquals(golden.get("lr").get(module.key()).asDouble(), rate, 1e-12, where + module));
            assertEquals(golden.get("samples").asInt(), step.samples());
            assertEquals(golden.get("learned_tokens").asLong(), step.learnedTokens());
        }
    }

    private static void assertClose(String what, double expected, double actual, double tolerance) {
        assertTrue(
                Math.abs(expected - actual) <= tolerance * Math.abs(expected),
                () -> what + ": expected " + expected + ", was " + actual);
    }

    private static void compareGradients(TrainingGolden golden) throws IOException {
        Map<String, float[]> expected = golden.tensors("gradient/");
        try (TrainableNetwork network = golden.model.loadNetwork();
                TensorScope work = network.newScope()) {
            golden.setStart(network);
            List<int[]> batches = SampleOrder.of(golden.recipe, golden).step(0);
            List<Tensor> gradients = null;
            for (int[] batch : batches) {
                Collation collation = new Collation(
                        Arrays.stream(batch).mapToObj(golden::prepared).toList(),
                        golden.model.imagePositions(),
                        golden.model.markerIds());
                List<Tensor> results = network.gradients(
                        work,
                        collation.in(work, picture -> network.features(work, Objects.requireNonNull(picture.pixels()))),
                        1.0 / batches.size(),
                        7,
                        gradients);
                gradients = results.subList(1, results.size());
            }
            int compared = 0;
            for (int i = 0; i < network.parameters().size(); i++) {
                String name = network.parameters().get(i).name();
                float[] values = expected.get(name);
                if (values != null) {
                    compare(
                            "gradient " + name,
                            values,
                            values(Objects.requireNonNull(gradients).get(i)));
                    compared++;
                }
            }
            assertEquals(expected.size(), compared);
        }
    }

    /** Relative to the tensor's own length. */
    private static void compare(String what, float[] expected, float[] actual) {
        assertEquals(expected.length, actual.length, what);
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - (double) actual[i], 2);
            length += Math.pow(expected[i], 2);
        }
        double relative = Math.sqrt(difference) / Math.max(Math.sqrt(length), 1e-6);
        assertTrue(relative <= GRADIENT_TOLERANCE, () -> what + " differs by " + relative);
    }

    private static float[] values(Tensor tensor) {
        long elements = 1;
        for (long size : tensor.shape()) {
            elements *= size;
        }
        return StateFile.values(tensor, 0, Math.toIntExact(elements));
    }
}

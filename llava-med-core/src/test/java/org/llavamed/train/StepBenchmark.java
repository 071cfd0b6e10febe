package org.llavamed.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.internal.model.TrainableNetwork;
import org.llavamed.internal.model.TrainedNetwork.Module;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;
import org.llavamed.internal.training.EncodedSample;
import org.llavamed.internal.training.Optimizer;

/**
 * A whole training step of ten million weights, 8 x 128 tokens, the same model and batches as {@code
 * src/test/python/training/bench_step.py}, which makes the model. Runs only with {@code -Dllavamed.step=MODEL_DIR}; {@code
 * -Dllavamed.steps=2000} for memory. Figures go to {@code target/step.txt} and from there to docs/performance.md.
 */
@EnabledIfSystemProperty(named = "llavamed.step", matches = ".+")
class StepBenchmark {
    private static final int ROWS = 8;
    private static final int COLUMNS = 128;
    private static final int VOCABULARY = 4000;
    private static final int WARM_UP = 5;
    private static final double CLIP = 1.0;
    private static final double RATE = 1e-4;

    @Test
    void step() throws IOException {
        int steps = Integer.getInteger("llavamed.steps", 60);
        Path folder = Path.of(System.getProperty("llavamed.step"));
        double[] millis = new double[steps];
        StringBuilder text = new StringBuilder();
        try (TrainableNetwork network = TrainableNetwork.load(
                        Checkpoint.open(folder, CheckpointOptions.defaults()),
                        new TrainableNetwork.Settings(EnumSet.of(Module.LANGUAGE), DType.F32, false, null, List.of()));
                Optimizer optimizer = new Optimizer(network, new TrainingOps.AdamW(0.9, 0.999, 1e-8, 0), CLIP)) {
            long tensors = 0;
            for (int k = 0; k < WARM_UP + steps; k++) {
                long began = System.nanoTime();
                double loss = step(network, optimizer, k);
                if (k >= WARM_UP) {
                    millis[k - WARM_UP] = (System.nanoTime() - began) / 1e6;
                }
                tensors = k == 0 ? TensorScope.liveTensors() : tensors;
                if (k < 3 || k % 100 == 0 || k == WARM_UP + steps - 1) {
                    text.append(String.format(
                            Locale.ROOT, "step %d loss %.5f resident %d MB%n", k + 1, loss, residentMegabytes()));
                }
            }
            assertEquals(tensors, TensorScope.liveTensors());
        }
        Arrays.sort(millis);
        text.append(String.format(Locale.ROOT, "median %.1f ms of %d steps%n", millis[steps / 2], steps));
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "step.txt"), text);
        assertTrue(millis[0] > 0);
    }

    private static double step(TrainableNetwork network, Optimizer optimizer, int k) {
        List<PreparedSample> samples =
                IntStream.range(0, ROWS).mapToObj(row -> sample(k, row)).toList();
        Collation collation = new Collation(samples, 0, List.of());
        try (TensorScope work = network.newScope()) {
            List<Tensor> results = network.gradients(
                    work,
                    collation.in(work, picture -> {
                        throw new IllegalStateException("no image here");
                    }),
                    1,
                    0,
                    null);
            List<Tensor> gradients = results.subList(1, results.size());
            double loss = results.get(0).toFloats()[0];
            float norm = optimizer.norm(work, gradients);
            optimizer.step(work, gradients, norm, Map.of(Module.LANGUAGE, RATE), k + 1);
            return loss;
        }
    }

    private static PreparedSample sample(int k, int row) {
        int[] ids = new int[COLUMNS];
        boolean[] learned = new boolean[COLUMNS];
        for (int t = 0; t < COLUMNS; t++) {
            ids[t] = (int) ((7919L * k + 104729L * row + (long) t * (t + 31L * row)) % VOCABULARY);
            learned[t] = true;
        }
        return new PreparedSample(
                "row " + row, new EncodedSample(ids, learned, 0, COLUMNS, false, COLUMNS, false), List.of());
    }

    private static long residentMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return 0;
    }
}

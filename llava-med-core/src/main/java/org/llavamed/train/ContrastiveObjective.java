package org.llavamed.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.PixelValues;
import org.llavamed.internal.model.ContrastiveNetwork;
import org.llavamed.internal.tensor.ContrastiveOps;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/** Which text of a micro-batch belongs to which image, and the other way round (CLIP, arXiv 2103.00020, figure 3). */
final class ContrastiveObjective implements Objective {
    private final ContrastiveModel model;
    private final ContrastiveNetwork network;
    private final Consumer<String> warning;

    ContrastiveObjective(ContrastiveModel model, Consumer<String> warning) {
        this.model = model;
        this.network = model.loadNetwork();
        this.warning = warning;
    }

    @Override
    public ContrastiveNetwork network() {
        return network;
    }

    @Override
    public MicroBatch batch(List<PreparedSample> samples) {
        if (samples.size() == 1) {
            warning.accept("sample " + samples.get(0).id()
                    + " is alone in its micro-batch, with nothing to be contrasted with, and was not learned");
        }
        return new Pairs(samples);
    }

    @Override
    public void write(Path folder) {
        model.write(folder, network);
    }

    @Override
    public void close() {
        network.close();
    }

    private final class Pairs implements MicroBatch {
        private final List<PreparedSample> samples;

        Pairs(List<PreparedSample> samples) {
            this.samples = samples;
        }

        @Override
        public int images() {
            return samples.size();
        }

        @Override
        public long positions() {
            return samples.stream()
                    .mapToLong(sample -> sample.tokens().positions())
                    .sum();
        }

        @Override
        public int learned() {
            return samples.size() < 2 ? 0 : samples.size();
        }

        @Override
        public List<Tensor> gradients(TensorScope work, double factor, long seed, @Nullable List<Tensor> former) {
            try (TensorScope inputs = network.newScope()) {
                return network.gradients(work, tensors(inputs), factor, former);
            }
        }

        private ContrastiveOps.Batch tensors(TensorScope scope) {
            int count = samples.size();
            int length = samples.stream()
                    .mapToInt(sample -> sample.tokens().ids().length)
                    .max()
                    .orElseThrow();
            long[] ids = new long[Math.multiplyExact(count, length)];
            long[] ends = new long[count];
            PixelValues first = pixels(0);
            int plane = first.values().length;
            float[] pixels = new float[Math.multiplyExact(count, plane)];
            for (int i = 0; i < count; i++) {
                int[] tokens = samples.get(i).tokens().ids();
                int begin = i * length;
                for (int k = 0; k < tokens.length; k++) {
                    ids[begin + k] = tokens[k];
                }
                Arrays.fill(ids, begin + tokens.length, begin + length, tokens[tokens.length - 1]);
                ends[i] = (long) begin + tokens.length - 1;
                System.arraycopy(pixels(i).values(), 0, pixels, i * plane, plane);
            }
            return new ContrastiveOps.Batch(
                    scope.floats(pixels, count, first.channels(), first.height(), first.width()),
                    scope.longs(ids, count, length),
                    scope.longs(ends));
        }

        private PixelValues pixels(int sample) {
            return Objects.requireNonNull(samples.get(sample).pictures().get(0).pixels());
        }
    }
}

package org.llavamed.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.llavamed.internal.prompting.SegmentTokens;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;
import org.llavamed.internal.tensor.TrainingOps;
import org.llavamed.train.PreparedSample.Picture;

/**
 * Samples of a micro-batch below each other, filled up on the right. Attention is causal and nothing beyond a sample's end
 * is learned, so the filling needs no mask.
 */
final class Collation {
    private final List<PreparedSample> samples;
    private final int length;
    private final long[] ids;
    private final Rows imageRows = new Rows();
    private final Rows markerRows = new Rows();
    private final Rows markers = new Rows();
    private final Rows learned = new Rows();
    private final Rows targets = new Rows();

    /** Grows as numbers are added. */
    private static final class Rows {
        private long[] values = new long[64];
        private int count;

        void add(long value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        Tensor in(TensorScope scope) {
            return scope.longs(Arrays.copyOf(values, count));
        }
    }

    /**
     * Lays samples out.
     *
     * @param samples at least one
     * @param imagePositions positions an image takes
     * @param markerIds ids of the two marker tokens if they are trained, else empty
     */
    Collation(List<PreparedSample> samples, int imagePositions, List<Integer> markerIds) {
        this.samples = samples;
        this.length = samples.stream()
                .mapToInt(sample -> sample.tokens().positions())
                .max()
                .orElseThrow();
        this.ids = new long[Math.multiplyExact(samples.size(), length)]; // 0 is a valid id wherever none counts
        for (int i = 0; i < samples.size(); i++) {
            lay(samples.get(i), i * length, imagePositions, markerIds);
        }
    }

    private void lay(PreparedSample sample, int begin, int imagePositions, List<Integer> markerIds) {
        int[] tokens = sample.tokens().ids();
        int at = begin;
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == SegmentTokens.IMAGE) {
                for (int k = 0; k < imagePositions; k++) {
                    imageRows.add(at++);
                }
                continue;
            }
            if (sample.tokens().learned()[i]
                    && at > begin) { // the position before predicts it; none predicts the first
                learned.add(at - 1);
                targets.add(tokens[i]);
            }
            int marker = markerIds.indexOf(tokens[i]);
            if (marker >= 0) {
                markerRows.add(at);
                markers.add(marker);
            }
            ids[at++] = tokens[i];
        }
    }

    /** Positions the loss is over. */
    int learnedTokens() {
        return learned.count;
    }

    /** Positions without filling. */
    long positions() {
        return samples.stream().mapToLong(sample -> sample.tokens().positions()).sum();
    }

    int images() {
        return samples.stream().mapToInt(sample -> sample.pictures().size()).sum();
    }

    /**
     * Makes the tensors.
     *
     * @param scope their owner
     * @param features of an image: [rows, tower width] in the computing type
     */
    TrainingOps.Batch in(TensorScope scope, Function<Picture, Tensor> features) {
        List<Tensor> images = new ArrayList<>();
        samples.forEach(sample -> sample.pictures().forEach(picture -> images.add(features.apply(picture))));
        Tensor joined = images.isEmpty()
                ? scope.floats(new float[0], 0)
                : new TrainingOps(scope).own(new Ops(scope).joinRows(images)); // [images * rows, tower width]
        images.forEach(Tensor::close);
        return new TrainingOps.Batch(
                scope.longs(ids, samples.size(), length),
                imageRows.in(scope),
                markerRows.in(scope),
                markers.in(scope),
                learned.in(scope),
                targets.in(scope),
                joined);
    }
}

package org.llavamed.checkpoint;

import java.nio.FloatBuffer;
import java.util.List;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.safetensors.TensorInfo;

/**
 * A table [rows, width] in which the rows of new tokens are the mean of the tokens' before them. The table may have more
 * rows than tokens already (padding); what lies behind the new tokens stays.
 */
final class MeanRows {
    private static final int CHUNK = 1 << 18;

    private final TensorInfo stored;
    private final long width;
    private final long first;
    private final long end;
    private final long rows;
    private float[] mean = new float[0];

    MeanRows(TensorInfo stored, int first, int count, int rows) {
        this.stored = stored;
        this.width = stored.shape().get(1);
        this.first = first;
        this.end = (long) first + count;
        this.rows = rows;
    }

    OutgoingTensor outgoing(String name, SafetensorsType type) {
        return OutgoingTensor.of(name, type, List.of(rows, width), this::fill);
    }

    private void fill(long start, FloatBuffer target) {
        int limit = target.limit();
        for (long at = start; target.position() < limit; ) {
            boolean fresh = at >= first * width && at < end * width;
            long stop = at < first * width ? first * width : fresh ? end * width : rows * width;
            int count = (int) Math.min(limit - target.position(), stop - at);
            if (fresh) {
                float[] values = mean();
                for (long index = at; index < at + count; index++) {
                    target.put(values[(int) (index % width)]);
                }
            } else {
                target.limit(target.position() + count);
                new StoredValues(stored).fill(at, target);
                target.limit(limit);
            }
            at += count;
        }
    }

    /** Computed when it is first needed, which is once: a pass over the table in double precision. */
    private float[] mean() {
        if (mean.length > 0) {
            return mean;
        }
        double[] sums = new double[(int) width];
        FloatBuffer chunk = FloatBuffer.allocate(CHUNK);
        for (long at = 0; at < first * width; at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, first * width - at));
            new StoredValues(stored).fill(at, chunk);
            for (int index = 0; index < chunk.limit(); index++) {
                sums[(int) ((at + index) % width)] += chunk.get(index);
            }
        }
        mean = new float[sums.length];
        for (int column = 0; column < sums.length; column++) {
            mean[column] = (float) (sums[column] / first);
        }
        return mean;
    }
}

package org.llavamed.internal.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.llavamed.error.EngineException;

/** Each kernel against its formula written out in Java. */
@ExtendWith(ResourceBaseline.class)
class OpsTest {
    private final Random random = new Random(7);

    @Test
    void linearMultipliesByTheTransposedWeight() {
        try (TensorScope scope = TensorScope.open()) {
            Ops ops = new Ops(scope);
            Tensor x = scope.floats(new float[] {1, 2, 3, 4}, 2, 2);
            Tensor w = scope.floats(new float[] {1, 10, 100, 1000, 5, 6}, 3, 2);
            assertArrayEquals(
                    new float[] {21, 2100, 17, 43, 4300, 39},
                    ops.linear(x, w, null).toFloats());
            Tensor bias = scope.floats(new float[] {1, 0, -1}, 3);
            assertArrayEquals(
                    new float[] {22, 2100, 16, 44, 4300, 38},
                    ops.linear(x, w, bias).toFloats());
        }
    }

    @Test
    void rmsNormDividesByTheRootMeanSquare() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor y = new Ops(scope)
                    .rmsNorm(scope.floats(new float[] {3, 4}, 1, 2), scope.floats(new float[] {1, 2}, 2), 0.5);
            double root = Math.sqrt(12.5 + 0.5);
            assertArrayEquals(new float[] {(float) (3 / root), (float) (8 / root)}, y.toFloats(), 1e-6f);
        }
    }

    @Test
    void wideProductsAreSplitWithoutChangingTheSum() {
        try (TensorScope scope = TensorScope.open()) {
            Ops ops = new Ops(scope);
            int inner = 8200; // above the split
            Tensor x = random(scope, 1, 4);
            Tensor gate = random(scope, inner, 4);
            Tensor up = random(scope, inner, 4);
            Tensor down = random(scope, 3, inner);
            float[] g = ops.linear(x, gate, null).toFloats();
            float[] u = ops.linear(x, up, null).toFloats();
            float[] hidden = new float[inner];
            for (int i = 0; i < inner; i++) {
                hidden[i] = (float) (g[i] / (1 + Math.exp(-g[i])) * u[i]);
            }
            float[] expected =
                    ops.linear(scope.floats(hidden, 1, inner), down, null).toFloats();
            assertArrayEquals(expected, ops.gatedMlp(x, gate, up, down).toFloats(), 2e-3f);
        }
    }

    @Test
    void patchesRunRowByRow() {
        try (TensorScope scope = TensorScope.open()) {
            float[] pixels = new float[2 * 5 * 4]; // one row more than fits: dropped as a convolution does
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = i;
            }
            Tensor patches = new Ops(scope).patches(scope.floats(pixels, 2, 5, 4), 2);
            assertArrayEquals(new long[] {4, 8}, patches.shape());
            assertArrayEquals(new float[] {2, 3, 6, 7, 22, 23, 26, 27}, Arrays.copyOfRange(patches.toFloats(), 8, 16));
        }
    }

    @Test
    void cachedAttentionEqualsTheFormulaWhateverTheChunks() {
        for (int window : new int[] {0, 3}) {
            float[] q = floats(7 * 8);
            float[] k = floats(7 * 4);
            float[] v = floats(7 * 4);
            float[] expected = attentionByHand(q, k, v, window);
            for (int[] chunks : new int[][] {{7}, {3, 4}, {5, 1, 1}, {1, 1, 1, 1, 1, 1, 1}, {2, 2, 3}}) {
                assertArrayEquals(expected, attentionInChunks(q, k, v, window, chunks), 1e-5f);
            }
        }
    }

    /** 4 query heads over 2 key heads of size 2. */
    private float[] attentionInChunks(float[] q, float[] k, float[] v, int window, int[] chunks) {
        try (TensorScope scope = TensorScope.open()) {
            Ops ops = new Ops(scope);
            Tensor cache = ops.newCache(1, 2, 9, 2, DType.F32);
            Tensor inverse = scope.floats(new float[] {0.5f}, 1);
            float[] out = new float[q.length];
            int start = 0;
            for (int n : chunks) {
                Tensor angles = ops.rotaryAngles(start, n, inverse, DType.F32);
                Tensor y = ops.attention(
                        scope.floats(Arrays.copyOfRange(q, start * 8, (start + n) * 8), n, 8),
                        scope.floats(Arrays.copyOfRange(k, start * 4, (start + n) * 4), n, 4),
                        scope.floats(Arrays.copyOfRange(v, start * 4, (start + n) * 4), n, 4),
                        cache,
                        0,
                        start,
                        angles,
                        4,
                        window);
                System.arraycopy(y.toFloats(), 0, out, start * 8, n * 8);
                start += n;
            }
            return out;
        }
    }

    private static float[] attentionByHand(float[] q, float[] k, float[] v, int window) {
        float[] out = new float[q.length];
        for (int t = 0; t < 7; t++) {
            for (int h = 0; h < 4; h++) {
                double[] weight = new double[7];
                double sum = 0;
                int first = window == 0 ? 0 : Math.max(0, t - window + 1);
                for (int s = first; s <= t; s++) {
                    double[] a = turned(q, t * 8 + h * 2, t);
                    double[] b = turned(k, s * 4 + h / 2 * 2, s);
                    weight[s] = Math.exp((a[0] * b[0] + a[1] * b[1]) / Math.sqrt(2));
                    sum += weight[s];
                }
                for (int s = first; s <= t; s++) {
                    for (int d = 0; d < 2; d++) {
                        out[t * 8 + h * 2 + d] += (float) (weight[s] / sum * v[s * 4 + h / 2 * 2 + d]);
                    }
                }
            }
        }
        return out;
    }

    private static double[] turned(float[] x, int at, int position) {
        double c = Math.cos(position * 0.5);
        double s = Math.sin(position * 0.5);
        return new double[] {x[at] * c - x[at + 1] * s, x[at + 1] * c + x[at] * s};
    }

    @Test
    void bfloat16IsMappedCastAndComputed(@TempDir Path folder) throws Exception {
        float[] values = {1, -2, 0.5f, 3};
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0); // 4 bytes before the data
        for (float value : values) {
            bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
        }
        Path file = Files.write(folder.resolve("ünïcode weights.bin"), bytes.array());
        try (TensorScope scope = TensorScope.open()) {
            Ops ops = new Ops(scope);
            Tensor mapped = ops.part(ops.mapFile(file, 6, DType.BF16), 2, 6, new long[] {2, 2});
            assertArrayEquals(values, ops.cast(mapped, DType.F32).toFloats());
            Tensor x = ops.cast(scope.floats(new float[] {1, 1}, 1, 2), DType.BF16);
            assertArrayEquals(
                    new float[] {-1, 3.5f},
                    ops.cast(ops.linear(x, mapped, null), DType.F32).toFloats());
            Tensor copied = ops.reinterpret(scope.bytes(bytes.duplicate().position(4)), DType.BF16);
            assertArrayEquals(values, ops.cast(copied, DType.F32).toFloats());
            assertThrows(IllegalStateException.class, mapped::toFloats, "the guard before DJL's abort");
        }
    }

    @Test
    void notANumberIsSeen() {
        try (TensorScope scope = TensorScope.open()) {
            Ops ops = new Ops(scope);
            assertTrue(ops.isFinite(scope.floats(new float[] {1, 2}, 2)));
            assertFalse(ops.isFinite(scope.floats(new float[] {1, Float.NaN}, 2)));
            assertFalse(ops.isFinite(scope.floats(new float[] {1, Float.NEGATIVE_INFINITY}, 2)));
        }
    }

    @Test
    void wrongShapesAreAnExceptionThatNamesKernelAndShapes() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor x = scope.floats(new float[] {1, 2, 3}, 1, 3);
            Tensor w = scope.floats(new float[] {1, 2}, 1, 2);
            EngineException e = assertThrows(EngineException.class, () -> new Ops(scope).linear(x, w, null));
            assertTrue(e.getMessage().contains("linear[F32[1, 3], F32[1, 2]]"), e.getMessage());
        }
    }

    @Test
    void closedTensorsAndScopesRefuseUse() {
        TensorScope scope = TensorScope.open();
        Tensor x = scope.floats(new float[] {1}, 1, 1);
        Tensor y = scope.floats(new float[] {1}, 1, 1);
        x.close();
        x.close();
        assertThrows(IllegalStateException.class, x::toFloats);
        scope.close();
        scope.close();
        y.close();
        assertThrows(IllegalStateException.class, y::toFloats);
        assertThrows(IllegalStateException.class, () -> new Ops(scope).add(y, y));
    }

    @Test
    void resultsCanOutliveTheirScope() {
        try (TensorScope outer = TensorScope.open()) {
            Tensor kept;
            try (TensorScope inner = outer.child()) {
                Tensor x = inner.floats(new float[] {1, 2}, 1, 2);
                kept = new Ops(inner).joinRows(List.of(x, x)).moveTo(outer);
            }
            assertArrayEquals(new float[] {1, 2, 1, 2}, kept.toFloats());
            assertEquals(1, TensorScope.liveTensors());
        }
    }

    private Tensor random(TensorScope scope, int rows, int columns) {
        return scope.floats(floats(rows * columns), rows, columns);
    }

    private float[] floats(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}

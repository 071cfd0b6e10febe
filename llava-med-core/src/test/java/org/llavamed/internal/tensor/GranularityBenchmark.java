package org.llavamed.internal.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointOptions;
import org.llavamed.checkpoint.LanguageConfig;
import org.llavamed.internal.model.CancelCheck;
import org.llavamed.internal.model.Decoder;
import org.llavamed.internal.model.KvCache;
import org.llavamed.internal.model.LlavaNetwork;
import org.llavamed.safetensors.TensorInfo;

/**
 * What composing the decoder in Java costs against the whole decoder in one script, with the same kernels, weights and
 * inputs. Runs only with {@code -Dllavamed.granularity=CHECKPOINT}, a bf16 checkpoint folder ({@code random-checkpoint
 * --layers 8}, say); the figures go to {@code target/granularity.txt} and from there to docs/performance.md.
 */
@EnabledIfSystemProperty(named = "llavamed.granularity", matches = ".+")
class GranularityBenchmark {
    private static final String[] LAYER = {
        "input_layernorm",
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.o_proj",
        "post_attention_layernorm",
        "mlp.gate_proj",
        "mlp.up_proj",
        "mlp.down_proj"
    };

    private static final int PROMPT = 640;

    @Test
    void composedDecoderAgainstOneScript() throws Exception {
        Path folder = Path.of(System.getProperty("llavamed.granularity"));
        Checkpoint checkpoint = Checkpoint.open(folder, CheckpointOptions.defaults());
        LanguageConfig config = checkpoint.config().language();
        ScriptModule script = ScriptModule.compile(
                "whole decoder", "Kernels", ScriptModule.read("kernels.txt") + ScriptModule.read("whole-decoder.txt"));
        try (LlavaNetwork network = LlavaNetwork.load(checkpoint, DType.BF16, Integer.MAX_VALUE);
                TensorScope scope = network.newScope()) {
            Decoder decoder = network.decoder();
            Tensor[] weights = weights(checkpoint, scope);
            KvCache cache = decoder.newCache(scope);
            cache.reserve(PROMPT + 128);
            Ops ops = new Ops(scope);
            Tensor ownCache =
                    ops.newCache(config.layers(), config.kvHeads(), PROMPT + 128, config.headDim(), DType.BF16);
            float[] inverse = new float[config.headDim() / 2];
            for (int i = 0; i < inverse.length; i++) {
                inverse[i] = 1f / (float) Math.pow(config.ropeTheta(), (float) (2 * i) / config.headDim());
            }
            Tensor frequencies = scope.floats(inverse, inverse.length);
            long[] ids = new long[PROMPT];
            Arrays.setAll(ids, i -> 5 + 37L * i % (config.vocabularySize() - 5));
            Tensor prompt = decoder.embed(ops, ids);
            Tensor one = decoder.embed(ops, new long[] {17});
            Supplier<float[]> composedPrefill = () -> {
                cache.truncate(0);
                return composed(scope, decoder, prompt, cache);
            };
            Supplier<float[]> wholePrefill =
                    () -> whole(script, scope, config, prompt, weights, ownCache, 0, frequencies);
            String prefill = compare("prefill " + PROMPT, 9, composedPrefill, wholePrefill);
            Supplier<float[]> composedStep = () -> {
                cache.truncate(PROMPT);
                return composed(scope, decoder, one, cache);
            };
            Supplier<float[]> wholeStep =
                    () -> whole(script, scope, config, one, weights, ownCache, PROMPT, frequencies);
            String decode = compare("decode at " + PROMPT, 61, composedStep, wholeStep);
            Files.writeString(Path.of("target", "granularity.txt"), config.layers() + " layers\n" + prefill + decode);
        }
    }

    private static float[] composed(TensorScope scope, Decoder decoder, Tensor x, KvCache cache) {
        try (TensorScope step = scope.child()) {
            return decoder.lastLogits(step, decoder.forward(step, x, cache, CancelCheck.NEVER));
        }
    }

    private static float[] whole(
            ScriptModule script,
            TensorScope scope,
            LanguageConfig config,
            Tensor x,
            Tensor[] weights,
            Tensor cache,
            int start,
            Tensor frequencies) {
        try (TensorScope step = scope.child()) {
            return script.tensor(
                            step,
                            DType.F32,
                            "whole_decoder",
                            x,
                            weights,
                            cache,
                            start,
                            frequencies,
                            config.layers(),
                            config.heads(),
                            config.rmsNormEps(),
                            DType.BF16.code())
                    .toFloats();
        }
    }

    /** Alternates the two, so that a noisy minute hits both, and compares medians. */
    private static String compare(String name, int rounds, Supplier<float[]> composed, Supplier<float[]> whole) {
        assertArrayEquals(whole.get(), composed.get(), 1e-3f, "the two compute the same");
        double[] a = new double[rounds];
        double[] b = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            if (i % 2 == 0) {
                a[i] = millis(composed);
                b[i] = millis(whole);
            } else {
                b[i] = millis(whole);
                a[i] = millis(composed);
            }
        }
        Arrays.sort(a);
        Arrays.sort(b);
        double ratio = a[rounds / 2] / b[rounds / 2];
        assertTrue(ratio < 1.5, "ratio " + ratio);
        return String.format(
                Locale.ROOT,
                "%s: composed %.1f ms, one script %.1f ms, ratio %.3f (medians of %d)%n",
                name,
                a[rounds / 2],
                b[rounds / 2],
                ratio,
                rounds);
    }

    private static double millis(Supplier<float[]> work) {
        long begin = System.nanoTime();
        assertTrue(work.get().length > 0);
        return (System.nanoTime() - begin) / 1e6;
    }

    private static Tensor[] weights(Checkpoint checkpoint, TensorScope scope) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < checkpoint.config().language().layers(); i++) {
            for (String part : LAYER) {
                names.add("layers." + i + "." + part + ".weight");
            }
        }
        names.add("norm.weight");
        names.add("lm_head.weight");
        Ops ops = new Ops(scope);
        return names.stream()
                .map(name -> {
                    TensorInfo info = checkpoint.tensor(name);
                    Tensor file = ops.mapFile(info.file(), info.end() / 2, DType.BF16);
                    long[] shape =
                            info.shape().stream().mapToLong(Long::longValue).toArray();
                    return ops.part(file, info.begin() / 2, info.end() / 2, shape);
                })
                .toArray(Tensor[]::new);
    }
}

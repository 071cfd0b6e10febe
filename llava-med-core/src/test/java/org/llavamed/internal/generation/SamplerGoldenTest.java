package org.llavamed.internal.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against transformers; the golden file comes from src/test/python/make_sampling_goldens.py. */
class SamplerGoldenTest {
    private static final Set<String> EQUAL_LOGITS = Set.of("ties", "flat");

    static Stream<JsonNode> cases() throws IOException {
        try (InputStream in = SamplerGoldenTest.class.getResourceAsStream("sampling-goldens.json")) {
            JsonNode root = new ObjectMapper().readTree(in);
            return StreamSupport.stream(root.spliterator(), false);
        }
    }

    @Test
    void theFileHasAllKindsAndSettings() throws IOException {
        assertEquals(5 * 18, cases().count());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keepsTheTokensAndProbabilitiesOfTransformers(JsonNode golden) {
        Sampler sampler = new Sampler(options(golden, golden.get("temperature").asDouble()));
        sampler.prompt(ints(golden.get("prompt")));
        float[] logits = floats(golden.get("logits"));
        float[] before = logits.clone();

        Candidates candidates = sampler.candidates(logits);

        double[] expected = doubles(golden.get("probabilities"));
        double[] actual = candidates.probabilities();
        if (golden.get("topP").asDouble() < 1
                && EQUAL_LOGITS.contains(golden.get("name").asText())) {
            // Which of equally probable tokens top-p keeps is left open by an unstable sort; how many is not.
            Arrays.sort(expected);
            Arrays.sort(actual);
        } else {
            assertArrayEquals(ints(golden.get("ids")), candidates.ids());
        }
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected[i], actual[i], 1e-6 * Math.max(expected[i], 1e-3));
        }
        assertArrayEquals(before, logits, "the caller's logits must not change");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void greedyChoiceIsTheArgmaxOfThePenalisedLogits(JsonNode golden) {
        Sampler sampler = new Sampler(options(golden, 0));
        sampler.prompt(ints(golden.get("prompt")));
        assertEquals(golden.get("argmax").asInt(), sampler.next(floats(golden.get("logits"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logProbabilitiesAreTheLogSoftmaxOfTheRawLogits(JsonNode golden) {
        float[] logits = floats(golden.get("logits"));
        float[] expected = floats(golden.get("logSoftmax"));
        for (int id = 0; id < logits.length; id++) {
            assertEquals(
                    expected[id],
                    LogProbs.of(logits, id, 0).chosen().logProb(),
                    1e-6f + 2e-6f * Math.abs(expected[id]));
        }
    }

    private static SamplingOptions options(JsonNode golden, double temperature) {
        return new SamplingOptions(
                temperature,
                golden.get("topK").asInt(),
                golden.get("topP").asDouble(),
                golden.get("minP").asDouble(),
                golden.get("repetitionPenalty").asDouble(),
                0);
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /** JSON has no infinity: null stands for -Infinity. */
    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).isNull()
                    ? Float.NEGATIVE_INFINITY
                    : (float) array.get(i).asDouble();
        }
        return values;
    }
}

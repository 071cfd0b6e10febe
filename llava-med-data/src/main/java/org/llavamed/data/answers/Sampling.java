package org.llavamed.data.answers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.GenerationOptions;

/**
 * How answers are chosen, in values that can be recorded beside them; meanings as in {@link GenerationOptions}.
 *
 * @param temperature 0 for greedy choice, or more
 * @param topK 0 for all, or more
 * @param topP 0 to 1, 1 for all
 * @param minP 0 for all, to 1
 * @param repetitionPenalty above 0, 1 for none
 * @param seed start of the random numbers of every answer
 * @param maxNewTokens longest answer in tokens, or null for the default
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        long seed,
        @Nullable Integer maxNewTokens) {

    /**
     * Checks the ranges.
     *
     * @param temperature as above
     * @param topK as above
     * @param topP as above
     * @param minP as above
     * @param repetitionPenalty as above
     * @param seed as above
     * @param maxNewTokens as above
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public Sampling {
        options(temperature, topK, topP, minP, repetitionPenalty, seed, maxNewTokens);
    }

    /**
     * The most probable token, always, and the default length.
     *
     * @return greedy choice
     */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0, 1, 0, null);
    }

    /**
     * A copy with another longest answer.
     *
     * @param tokens 1 or more
     * @return a copy
     */
    public Sampling withMaxNewTokens(int tokens) {
        return new Sampling(temperature, topK, topP, minP, repetitionPenalty, seed, tokens);
    }

    /**
     * The same for the model.
     *
     * @return options with these values
     */
    public GenerationOptions toOptions() {
        return options(temperature, topK, topP, minP, repetitionPenalty, seed, maxNewTokens);
    }

    /** The values by the names they have in a settings file. */
    Map<String, Object> settings() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("temperature", temperature);
        values.put("top_k", topK);
        values.put("top_p", topP);
        values.put("min_p", minP);
        values.put("repetition_penalty", repetitionPenalty);
        values.put("seed", seed);
        values.put("max_new_tokens", maxNewTokens == null ? "default" : maxNewTokens);
        return values;
    }

    private static GenerationOptions options(
            double temperature,
            int topK,
            double topP,
            double minP,
            double repetitionPenalty,
            long seed,
            @Nullable Integer maxNewTokens) {
        GenerationOptions.Builder builder = GenerationOptions.builder()
                .temperature(temperature)
                .topK(topK)
                .topP(topP)
                .minP(minP)
                .repetitionPenalty(repetitionPenalty)
                .seed(seed);
        if (maxNewTokens != null) {
            builder.maxNewTokens(maxNewTokens);
        }
        return builder.build();
    }
}

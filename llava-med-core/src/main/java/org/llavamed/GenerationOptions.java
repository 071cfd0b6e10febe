package org.llavamed;

import java.util.List;
import java.util.OptionalInt;
import org.llavamed.error.PromptException;
import org.llavamed.internal.generation.SamplingOptions;
import org.llavamed.internal.generation.StopStrings;

/**
 * How answers are generated. The defaults are greedy: the same question gives the same answer. Meanings are those of
 * transformers' generation settings. Immutable.
 */
public final class GenerationOptions {
    private static final GenerationOptions DEFAULTS = builder().build();

    private final SamplingOptions sampling;
    private final OptionalInt maxNewTokens;
    private final List<String> stopStrings;
    private final int alternatives;

    private GenerationOptions(Builder builder) {
        sampling = new SamplingOptions(
                builder.temperature, builder.topK, builder.topP, builder.minP, builder.repetitionPenalty, builder.seed);
        if (builder.maxNewTokens.isPresent() && builder.maxNewTokens.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "maxNewTokens is " + builder.maxNewTokens.getAsInt() + " but must be 1 or more");
        }
        try {
            new StopStrings(builder.stopStrings);
        } catch (PromptException e) {
            throw new IllegalArgumentException("stopStrings: " + e.getMessage(), e);
        }
        maxNewTokens = builder.maxNewTokens;
        stopStrings = List.copyOf(builder.stopStrings);
        alternatives = builder.alternatives;
    }

    /**
     * Greedy choice, up to 512 new tokens or what the context leaves.
     *
     * @return the defaults
     */
    public static GenerationOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from these options.
     *
     * @return a builder with the same values
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.temperature = sampling.temperature();
        builder.topK = sampling.topK();
        builder.topP = sampling.topP();
        builder.minP = sampling.minP();
        builder.repetitionPenalty = sampling.repetitionPenalty();
        builder.seed = sampling.seed();
        builder.maxNewTokens = maxNewTokens;
        builder.stopStrings = stopStrings;
        builder.alternatives = alternatives;
        return builder;
    }

    SamplingOptions sampling() {
        return sampling;
    }

    OptionalInt maxNewTokens() {
        return maxNewTokens;
    }

    List<String> stopStrings() {
        return stopStrings;
    }

    int alternatives() {
        return alternatives;
    }

    /** Collects options; {@link #build()} checks them. */
    public static final class Builder {
        private double temperature;
        private int topK;
        private double topP = 1;
        private double minP;
        private double repetitionPenalty = 1;
        private long seed;
        private OptionalInt maxNewTokens = OptionalInt.empty();
        private List<String> stopStrings = List.of();
        private int alternatives = -1;

        private Builder() {}

        /**
         * Divisor of the scores; the default 0 always takes the most probable token.
         *
         * @param value 0 or more
         * @return this
         */
        public Builder temperature(double value) {
            temperature = value;
            return this;
        }

        /**
         * Samples among the k most probable tokens; the default 0 is all.
         *
         * @param value 0 or more
         * @return this
         */
        public Builder topK(int value) {
            topK = value;
            return this;
        }

        /**
         * Samples among the most probable tokens that together reach this probability; the default 1 is all.
         *
         * @param value 0 to 1
         * @return this
         */
        public Builder topP(double value) {
            topP = value;
            return this;
        }

        /**
         * Samples among tokens at least this fraction as probable as the best; the default 0 is all.
         *
         * @param value 0 to 1
         * @return this
         */
        public Builder minP(double value) {
            minP = value;
            return this;
        }

        /**
         * Above 1 makes tokens of prompt and answer less likely; the default 1 leaves them.
         *
         * @param value above 0
         * @return this
         */
        public Builder repetitionPenalty(double value) {
            repetitionPenalty = value;
            return this;
        }

        /**
         * Start of the random numbers; the default is 0. Equal seeds give equal answers.
         *
         * @param value any
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Longest answer in tokens. A prompt that leaves less room in the context is refused before anything is computed.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder maxNewTokens(int value) {
            maxNewTokens = OptionalInt.of(value);
            return this;
        }

        /**
         * Texts that end the answer and are not part of it, besides those of the conversation template.
         *
         * @param values none empty
         * @return this
         */
        public Builder stopStrings(List<String> values) {
            stopStrings = List.copyOf(values);
            return this;
        }

        /**
         * Asks for log-probabilities of the generated tokens.
         *
         * @param alternatives how many of the most probable tokens to report at each step, 0 or more
         * @return this
         */
        public Builder logProbabilities(int alternatives) {
            if (alternatives < 0) {
                throw new IllegalArgumentException("alternatives is " + alternatives + " but must be 0 or more");
            }
            this.alternatives = alternatives;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException naming the option that is out of its range
         */
        public GenerationOptions build() {
            return new GenerationOptions(this);
        }
    }
}

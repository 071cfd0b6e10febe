package org.llavamed.checkpoint;

import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.LanguageConfig.Family;

/**
 * Reads the decoder's keys from a configuration (original layouts) or its {@code text_config} (conversions). Absent keys
 * take the defaults of the transformers classes LlamaConfig and MistralConfig.
 */
final class LanguageConfigReader {
    // Far above any published model, low enough that products of sizes stay inside 63 bits.
    static final int MAX_WIDTH = 1 << 20;
    static final int MAX_LAYERS = 1024;
    static final int MAX_HEADS = 1 << 14;
    static final int MAX_POSITIONS = 1 << 24;
    static final int MAX_VOCABULARY = 1 << 24;

    private LanguageConfigReader() {}

    static LanguageConfig read(JsonObject config, Family family, boolean tiedOutside) {
        boolean mistral = family == Family.MISTRAL;
        int hidden = config.integer("hidden_size", 4096, 1, MAX_WIDTH);
        int heads = config.integer("num_attention_heads", 32, 1, MAX_HEADS);
        // MistralConfig's default is 8 when the key is absent, and as many as query heads when it is null.
        boolean grouped = mistral && !config.mentions("num_key_value_heads");
        int kvHeads = config.integer("num_key_value_heads", grouped ? Math.min(8, heads) : heads, 1, MAX_HEADS);
        if (heads % kvHeads != 0) {
            throw config.refuse(
                    "num_key_value_heads", "num_attention_heads " + heads + " is not a multiple of " + kvHeads);
        }
        Integer headDim = config.integer("head_dim", 1, 1 << 16);
        if (headDim == null) {
            if (hidden % heads != 0) {
                throw config.refuse("hidden_size", "it is not a multiple of num_attention_heads " + heads);
            }
            headDim = hidden / heads;
        }
        if (headDim % 2 != 0) {
            throw config.refuse(
                    config.has("head_dim") ? "head_dim" : "hidden_size",
                    "rotary positions need an even head width, not " + headDim);
        }
        if ((long) heads * headDim > 4L * MAX_WIDTH) {
            throw config.refuse("head_dim", heads + " heads of " + headDim + " are too wide");
        }
        refuseUnsupported(config);
        boolean tied = config.bool("tie_word_embeddings", false) || tiedOutside;
        return new LanguageConfig(
                family,
                hidden,
                config.integer("intermediate_size", mistral ? 14336 : 11008, 1, 4 * MAX_WIDTH),
                config.integer("num_hidden_layers", 32, 1, MAX_LAYERS),
                heads,
                kvHeads,
                headDim,
                config.number("rms_norm_eps", 1e-6, 0, 1),
                ropeTheta(config),
                config.integer("max_position_embeddings", mistral ? 131072 : 2048, 1, MAX_POSITIONS),
                config.integer("vocab_size", 32000, 1, MAX_VOCABULARY),
                mistral ? slidingWindow(config) : null,
                tied);
    }

    private static @Nullable Integer slidingWindow(JsonObject config) {
        // MistralConfig's default is 4096 when the key is absent, and none when it is null.
        if (!config.mentions("sliding_window")) {
            return 4096;
        }
        return config.integer("sliding_window", 1, Integer.MAX_VALUE);
    }

    private static void refuseUnsupported(JsonObject config) {
        if (!config.text("hidden_act", "silu").equals("silu")) {
            throw config.refuse("hidden_act", "only \"silu\" is supported");
        }
        for (String key : new String[] {"attention_bias", "mlp_bias"}) {
            if (config.bool(key, false)) {
                throw config.refuse(key, "decoders with biases are not supported");
            }
        }
        if (config.number("partial_rotary_factor", 1, 0, 1) != 1) {
            throw config.refuse("partial_rotary_factor", "only 1 is supported");
        }
    }

    private static double ropeTheta(JsonObject config) {
        double theta = config.number("rope_theta", 10000, 1e-3, 1e15);
        for (String key : new String[] {"rope_parameters", "rope_scaling"}) {
            JsonObject rope = config.object(key);
            if (rope == null) {
                continue;
            }
            String typeKey = rope.has("rope_type") ? "rope_type" : "type";
            if (!rope.text(typeKey, "default").equals("default")) {
                throw rope.refuse(typeKey, "only \"default\" rotary positions are supported");
            }
            if (rope.number("partial_rotary_factor", 1, 0, 1) != 1) {
                throw rope.refuse("partial_rotary_factor", "only 1 is supported");
            }
            double inner = rope.number("rope_theta", theta, 1e-3, 1e15);
            if (config.has("rope_theta") && inner != theta) {
                throw rope.refuse("rope_theta", "the key rope_theta outside says " + theta);
            }
            theta = inner;
        }
        return theta;
    }
}

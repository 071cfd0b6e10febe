package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.LanguageConfig.Family;
import org.llavamed.error.CheckpointException;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.tokenizer.Tokenizer;

/**
 * A language model that knows nothing yet, to be pre-trained ({@link org.llavamed.train.TrainingRecipe#language()}): a plain
 * Hugging Face folder ({@code MistralForCausalLM} or {@code LlamaForCausalLM}) with F32 weights and a copy of its tokenizer,
 * one row of the vocabulary for each token of that.
 *
 * <p>Weights are normal. The head's deviation is 0.02 (also where it is the embeddings), that of embeddings 0.2, and that of the layers 1 / sqrt(width), which
 * is the usual 0.02 at a width of 2,500: with 0.02 a small model's attention is for long the same for all tokens. Layers that write
 * into the residual stream, {@code o_proj} and {@code down_proj}, have 1 / sqrt(2 * layers) of it (Radford et al. 2019, section
 * 2.3); norms are 1. Values depend on seed, name and index only and are the same on every machine. Immutable and thread-safe.
 */
public final class FreshLanguageModel {
    private static final double HEAD = 0.02;
    private static final double EMBEDDINGS = 0.2;

    private final Path tokenizerFolder;
    private final LanguageConfig config;
    private final int bosId;
    private final int eosId;
    private final FreshWeights weights;

    private FreshLanguageModel(Builder builder, Tokenizer tokenizer) {
        tokenizerFolder = builder.tokenizerFolder;
        config = builder.config(tokenizer.vocabularySize());
        bosId = required(tokenizer.bosId(), "beginning");
        eosId = required(tokenizer.eosId(), "end");
        weights = new FreshWeights(builder.seed);
        double deviation = 1 / Math.sqrt(config.hiddenSize());
        double residual = deviation / Math.sqrt(2.0 * config.layers());
        for (TensorPlan plan : TensorPlan.language(config)) {
            String name = TensorNames.original(plan.canonical(), false);
            if (name.endsWith("norm.weight")) {
                weights.constant(name, plan.shape(), 1);
            } else if (name.endsWith("embed_tokens.weight")) {
                weights.normal(name, plan.shape(), config.tiedEmbeddings() ? HEAD : EMBEDDINGS);
            } else {
                boolean writes = name.endsWith(".o_proj.weight") || name.endsWith(".down_proj.weight");
                weights.normal(name, plan.shape(), writes ? residual : deviation);
            }
        }
        if (!config.tiedEmbeddings()) {
            TensorPlan head = TensorPlan.head(config);
            weights.normal(TensorNames.original(head.canonical(), false), head.shape(), HEAD);
        }
    }

    private int required(OptionalInt id, String what) {
        return id.orElseThrow(() -> new CheckpointException(
                tokenizerFolder + ": the tokenizer has no token for the " + what + " of a text (<s>, </s>)"));
    }

    /**
     * Starts with the default sizes: Mistral, width 256, 4 layers, 8 heads, 512 positions, a head of its own.
     *
     * @param tokenizerFolder folder with the tokenizer, e.g. where {@link
     *     org.llavamed.tokenizer.TrainedVocabulary#write} put it
     * @return a builder
     */
    public static Builder builder(Path tokenizerFolder) {
        return new Builder(tokenizerFolder);
    }

    /**
     * The sizes.
     *
     * @return as {@code config.json} will have them
     */
    public LanguageConfig config() {
        return config;
    }

    /**
     * Size of the weights.
     *
     * @return bytes of all tensors together, four for each number
     */
    public long bytes() {
        return weights.bytes();
    }

    /**
     * Writes the folder, whole or not at all: a failure, an exception of {@code progress} or an interrupt leaves nothing.
     *
     * @param folder the folder to make; it must not exist or be empty
     * @param progress told the bytes written so far
     * @throws CheckpointException if the folder is not empty, or a file cannot be read or written
     */
    public void write(Path folder, LongConsumer progress) {
        NewFolder.writeDurably(folder, "a language model", work -> {
            ConfigKeys.write(work.resolve("config.json"), json());
            ConfigKeys.write(
                    work.resolve("generation_config.json"),
                    Map.<String, Object>of("_from_model_config", true, "bos_token_id", bosId, "eos_token_id", eosId));
            SmallFiles.copyTokenizer(tokenizerFolder, work);
            WeightFiles.write(work, weights.tensors(), Long.MAX_VALUE, progress);
        });
    }

    private Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(ConfigKeys.plainArchitecture(config.family())));
        json.put("model_type", config.family().name().toLowerCase(Locale.ROOT));
        ConfigKeys.putLanguage(json, config);
        json.put("bos_token_id", bosId);
        json.put("eos_token_id", eosId);
        json.put("torch_dtype", ConfigKeys.torchType(SafetensorsType.F32));
        return json;
    }

    /** Collects sizes. Not thread-safe. */
    public static final class Builder {
        private final Path tokenizerFolder;
        private Family family = Family.MISTRAL;
        private int width = 256;
        private int layers = 4;
        private int heads = 8;
        private @Nullable Integer kvHeads;
        private @Nullable Integer innerSize;
        private int positions = 512;
        private boolean tiedEmbeddings;
        private long seed;

        private Builder(Path tokenizerFolder) {
            this.tokenizerFolder = tokenizerFolder;
        }

        /**
         * The architecture; the default is Mistral without sliding window.
         *
         * @param value Mistral or Llama
         * @return this
         */
        public Builder family(Family value) {
            family = value;
            return this;
        }

        /**
         * Width of the embeddings; the default is 256.
         *
         * @param value a multiple of twice the heads
         * @return this
         */
        public Builder width(int value) {
            width = value;
            return this;
        }

        /**
         * Number of blocks; the default is 4.
         *
         * @param value 1 to 1,024
         * @return this
         */
        public Builder layers(int value) {
            layers = value;
            return this;
        }

        /**
         * Query heads; the default is 8.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder heads(int value) {
            heads = value;
            return this;
        }

        /**
         * Key and value heads; the default is as many as query heads.
         *
         * @param value a divisor of the heads
         * @return this
         */
        public Builder kvHeads(int value) {
            kvHeads = value;
            return this;
        }

        /**
         * Width of the gated MLP; the default is 8/3 of the width, rounded up to a multiple of 32.
         *
         * @param value 1 or more
         * @return this
         */
        public Builder innerSize(int value) {
            innerSize = value;
            return this;
        }

        /**
         * Context length; the default is 512.
         *
         * @param value tokens, images expanded
         * @return this
         */
        public Builder positions(int value) {
            positions = value;
            return this;
        }

        /**
         * Whether the head is the embedding table; the default is false.
         *
         * @param value true for one table
         * @return this
         */
        public Builder tiedEmbeddings(boolean value) {
            tiedEmbeddings = value;
            return this;
        }

        /**
         * Seed of the weights; the default is 0.
         *
         * @param value any number
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        private LanguageConfig config(int vocabulary) {
            FreshWeights.size("width", width, 1, LanguageConfigReader.MAX_WIDTH);
            FreshWeights.size("layers", layers, 1, LanguageConfigReader.MAX_LAYERS);
            FreshWeights.size("heads", heads, 1, LanguageConfigReader.MAX_HEADS);
            FreshWeights.multiple("width", width, "twice the heads", 2 * heads); // rotary positions turn pairs
            int keys = kvHeads == null ? heads : kvHeads;
            FreshWeights.size("kvHeads", keys, 1, heads);
            FreshWeights.multiple("heads", heads, "kvHeads", keys);
            int inner = innerSize == null ? (8 * width / 3 + 31) / 32 * 32 : innerSize;
            FreshWeights.size("innerSize", inner, 1, 4 * LanguageConfigReader.MAX_WIDTH);
            FreshWeights.size("positions", positions, 1, LanguageConfigReader.MAX_POSITIONS);
            return new LanguageConfig(
                    family,
                    width,
                    inner,
                    layers,
                    heads,
                    keys,
                    width / heads,
                    1e-5,
                    1e4,
                    positions,
                    vocabulary,
                    null,
                    tiedEmbeddings);
        }

        /**
         * Reads the tokenizer and makes the plan.
         *
         * @return the model to write
         * @throws IllegalArgumentException if the sizes are out of range or contradict each other; the message names them
         * @throws CheckpointException if the tokenizer cannot be read
         */
        public FreshLanguageModel build() {
            return new FreshLanguageModel(this, Tokenizer.load(tokenizerFolder));
        }
    }
}

package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.VisionConfig.Activation;
import org.llavamed.checkpoint.VisionConfig.SelectFeature;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.internal.file.NewFolder;
import org.llavamed.safetensors.SafetensorsType;
import org.llavamed.tokenizer.Tokenizer;

/**
 * A pair of towers that know nothing yet, to be trained together on images and their texts as CLIP is (Radford et al. 2021,
 * arXiv 2103.00020): a vision transformer and a text transformer in a Hugging Face {@code CLIPModel} folder with F32 weights,
 * the vision side's {@code preprocessor_config.json} and a copy of the tokenizer.
 *
 * <p>Start values are those of transformers' {@code CLIPPreTrainedModel} with factor 1, but for the vision tower's patches
 * (deviation 0.1, the mean of each filter 0) and positions (deviation 2), from which small towers learn sooner. They depend on seed, name and index
 * only and are the same on every machine. The text tower has one token more than the tokenizer: the last one ends a text, and
 * a text is what the tower makes of it. Immutable and thread-safe.
 */
public final class FreshTowers {
    private static final double EPSILON = 1e-5;
    /** The logarithm of 1 / 0.07. */
    private static final float LOGIT_SCALE = 2.6592f;

    private final Path tokenizerFolder;
    private final VisionConfig vision;
    private final ClipTextSizes text;
    private final int projection;
    private final int bosId;
    private final boolean padToSquare;
    private final FreshWeights weights;

    private FreshTowers(FreshTowersBuilder builder, Tokenizer tokenizer) {
        tokenizerFolder = builder.tokenizerFolder();
        vision = builder.vision(EPSILON);
        text = builder.text(tokenizer.vocabularySize() + 1);
        projection = builder.projectionSize();
        padToSquare = builder.isPadToSquare();
        OptionalInt bos = tokenizer.bosId();
        bosId = bos.orElseThrow(() -> new CheckpointException(
                tokenizerFolder + ": the tokenizer has no token for the beginning of a text (<s>)"));
        weights = FreshTowerWeights.of(vision, text, projection, LOGIT_SCALE, builder.seed());
    }

    /** Sizes of the text tower. */
    record ClipTextSizes(int width, int innerSize, int layers, int heads, int positions, int vocabulary) {}

    static FreshTowers of(FreshTowersBuilder builder, Tokenizer tokenizer) {
        return new FreshTowers(builder, tokenizer);
    }

    /**
     * Starts with the default sizes: images of 112 pixels in patches of 14, 6 layers of width 192; text of 77 tokens, 4 layers of
     * width 192; both compared in 128 dimensions.
     *
     * @param tokenizerFolder folder with the tokenizer
     * @return a builder
     */
    public static FreshTowersBuilder builder(Path tokenizerFolder) {
        return new FreshTowersBuilder(tokenizerFolder);
    }

    /**
     * Sizes of the vision tower.
     *
     * @return the sizes; the selected features are those of {@link AssemblyOptions}' default
     */
    public VisionConfig vision() {
        return vision;
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
        NewFolder.writeDurably(folder, "a pair of towers", work -> {
            ConfigKeys.write(work.resolve("config.json"), json());
            ConfigKeys.write(
                    work.resolve("preprocessor_config.json"),
                    ConfigKeys.preprocessor(ImagePreprocessing.clip(vision.imageSize(), padToSquare)));
            SmallFiles.copyTokenizer(tokenizerFolder, work);
            WeightFiles.write(work, weights.tensors(), Long.MAX_VALUE, progress);
        });
    }

    private Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("CLIPModel"));
        json.put("model_type", "clip");
        json.put("initializer_factor", 1.0);
        json.put("logit_scale_init_value", LOGIT_SCALE);
        json.put("projection_dim", projection);
        json.put("text_config", textJson());
        Map<String, @Nullable Object> tower = ConfigKeys.tower(vision);
        tower.put("projection_dim", projection);
        json.put("vision_config", tower);
        json.put("torch_dtype", ConfigKeys.torchType(SafetensorsType.F32));
        return json;
    }

    private Map<String, @Nullable Object> textJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("model_type", "clip_text_model");
        json.put("attention_dropout", 0.0);
        json.put("bos_token_id", bosId);
        // The last id, so that a text's end is found by its id and by being the largest, as transformers does both.
        json.put("eos_token_id", text.vocabulary() - 1);
        json.put("pad_token_id", text.vocabulary() - 1);
        json.put("hidden_act", "quick_gelu");
        json.put("hidden_size", text.width());
        json.put("intermediate_size", text.innerSize());
        json.put("layer_norm_eps", EPSILON);
        json.put("max_position_embeddings", text.positions());
        json.put("num_attention_heads", text.heads());
        json.put("num_hidden_layers", text.layers());
        json.put("projection_dim", projection);
        json.put("vocab_size", text.vocabulary());
        return json;
    }

    /** The features that a tower is asked for unless something else is said. */
    static VisionConfig vision(int width, int inner, int layers, int heads, int image, int patch, double epsilon) {
        return new VisionConfig(
                width,
                inner,
                layers,
                heads,
                image,
                patch,
                epsilon,
                Activation.QUICK_GELU,
                List.of(-2),
                SelectFeature.PATCH);
    }
}

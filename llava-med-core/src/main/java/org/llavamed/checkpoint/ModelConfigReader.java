package org.llavamed.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llavamed.checkpoint.LanguageConfig.Family;
import org.llavamed.checkpoint.VisionConfig.SelectFeature;
import org.llavamed.checkpoint.VisionConfigReader.Selection;
import org.llavamed.image.ImagePreprocessing;

/** Puts a {@link ModelConfig} together from {@code config.json} and the files beside it. */
final class ModelConfigReader {
    private static final Pattern MLP = Pattern.compile("mlp(\\d{1,4})x_gelu");
    private static final int MAX_MLP_LAYERS = 64;
    /** What transformers writes as image_seq_length of every conversion that does not set it, whatever its tower. */
    private static final int DEFAULT_SEQUENCE_LENGTH = 576;

    private final Path folder;
    private final JsonObject config;
    private final Layout layout;
    private final CheckpointOptions options;

    /** The configuration and the tower it came with; the tower is null for a text-only checkpoint. */
    record Result(ModelConfig config, @Nullable Tower tower) {}

    ModelConfigReader(Path folder, JsonObject config, Layout layout, CheckpointOptions options) {
        this.folder = folder;
        this.config = config;
        this.layout = layout;
        this.options = options;
    }

    Result read() {
        return layout.isHuggingFace() ? readConversion() : readOriginal();
    }

    private Result readOriginal() {
        Family family = layout == Layout.ORIGINAL_MISTRAL ? Family.MISTRAL : Family.LLAMA;
        LanguageConfig language = LanguageConfigReader.read(config, family, false);
        String layerKey = "mm_vision_select_layer";
        Selection selection = selection(layerKey, "mm_vision_select_feature", "patch", "cls_patch");
        Tower tower = new TowerResolver(folder, config, options, selection).ofOriginal();
        ImageTokens tokens = new ImageTokens(
                config.bool("mm_use_im_start_end", false), config.bool("mm_use_im_patch_token", true), null);
        if (tower == null) {
            return new Result(assemble(language, null, null, tokens, null, config), null);
        }
        VisionConfig vision = VisionConfigReader.checked(tower.vision(), config, layerKey);
        ImagePreprocessing preprocessing = tower.preprocessing().withPadToSquare(pads());
        ProjectorConfig projector = originalProjector(vision, language);
        return new Result(assemble(language, vision, projector, tokens, preprocessing, config), tower);
    }

    private Result readConversion() {
        JsonObject text = config.object("text_config");
        JsonObject decoder = text == null ? config.empty("text_config") : text;
        Family family =
                switch (decoder.text("model_type", "llama")) {
                    case "llama" -> Family.LLAMA;
                    case "mistral" -> Family.MISTRAL;
                    default -> throw decoder.refuse("model_type", "only llama and mistral decoders are supported");
                };
        LanguageConfig language = LanguageConfigReader.read(decoder, family, config.bool("tie_word_embeddings", false));
        String layerKey = "vision_feature_layer";
        Selection selection = selection(layerKey, "vision_feature_select_strategy", "default", "full");
        Tower tower = new TowerResolver(folder, config, options, selection).ofConversion();
        VisionConfig vision = VisionConfigReader.checked(tower.vision(), config, layerKey);
        checkSequenceLength(vision);
        if (!config.text("projector_hidden_act", "gelu").equals("gelu")) {
            throw config.refuse("projector_hidden_act", "only \"gelu\" is supported");
        }
        ProjectorConfig projector = new ProjectorConfig(
                ProjectorConfig.Type.MLP,
                2,
                vision.featureWidth(),
                language.hiddenSize(),
                config.bool("multimodal_projector_bias", true));
        ImagePreprocessing preprocessing = tower.preprocessing();
        if (options.imageAspectRatio() != null) {
            preprocessing =
                    preprocessing.withPadToSquare(options.imageAspectRatio().equals("pad"));
        }
        ImageTokens tokens = new ImageTokens(false, false, imageTokenId());
        return new Result(assemble(language, vision, projector, tokens, preprocessing, decoder), tower);
    }

    private ModelConfig assemble(
            LanguageConfig language,
            @Nullable VisionConfig vision,
            @Nullable ProjectorConfig projector,
            ImageTokens tokens,
            @Nullable ImagePreprocessing preprocessing,
            JsonObject decoder) {
        JsonObject generation = JsonObject.readIfPresent(folder.resolve("generation_config.json"));
        int lastId = language.vocabularySize() - 1;
        List<Integer> eos = null;
        Integer bos = null;
        for (JsonObject source : generation == null ? List.of(config, decoder) : List.of(generation, config, decoder)) {
            eos = eos == null ? source.integers("eos_token_id", 0, lastId) : eos;
            bos = bos == null ? source.integer("bos_token_id", 0, lastId) : bos;
        }
        return new ModelConfig(
                layout,
                config.text("model_type", ""),
                config.texts("architectures"),
                language,
                vision,
                projector,
                tokens,
                trainedLength(),
                eos == null ? List.of(2) : eos,
                bos == null ? 1 : bos,
                preprocessing);
    }

    /** Absent, or beyond any real length (transformers writes 1e30 for "no limit"), means none. */
    private @Nullable Integer trainedLength() {
        double length = config.number("tokenizer_model_max_length", 1e30, -Double.MAX_VALUE, Double.MAX_VALUE);
        if (length < 1) {
            throw config.refuse("tokenizer_model_max_length", "it must be in 1..");
        }
        return length > Integer.MAX_VALUE ? null : (Integer) (int) length;
    }

    /** Every published recipe selects layer -2, also where the key was left out. */
    private Selection selection(String layerKey, String featureKey, String patch, String clsPatch) {
        int limit = LanguageConfigReader.MAX_LAYERS;
        List<Integer> layers = config.integers(layerKey, -limit - 1, limit);
        if (layers != null && (layers.isEmpty() || layers.size() > 64)) {
            throw config.refuse(layerKey, "it must have 1 to 64 entries");
        }
        String feature = config.text(featureKey, patch);
        if (!feature.equals(patch) && !feature.equals(clsPatch)) {
            throw config.refuse(featureKey, "it must be \"" + patch + "\" or \"" + clsPatch + '"');
        }
        return new Selection(
                layers == null ? List.of(-2) : layers,
                feature.equals(patch) ? SelectFeature.PATCH : SelectFeature.CLS_PATCH);
    }

    private boolean pads() {
        if (options.imageAspectRatio() != null) {
            return options.imageAspectRatio().equals("pad");
        }
        String ratio = config.text("image_aspect_ratio", "square");
        if (ratio.startsWith("anyres") || ratio.equals("keep")) {
            throw config.refuse(
                    "image_aspect_ratio",
                    "images of several tiles or of variable size are not supported, only \"pad\" and \"square\"");
        }
        return ratio.equals("pad");
    }

    private ProjectorConfig originalProjector(VisionConfig vision, LanguageConfig language) {
        int width = vision.featureWidth();
        if (config.integer("mm_hidden_size", width, 1, Integer.MAX_VALUE) != width) {
            throw config.refuse(
                    "mm_hidden_size",
                    "the vision tower gives features of width " + width + " (" + vision.hiddenSize() + " x "
                            + vision.selectLayers().size() + " layers)");
        }
        int hidden = language.hiddenSize();
        String type = config.text("mm_projector_type", "linear");
        if (type.equals("linear")) {
            return new ProjectorConfig(ProjectorConfig.Type.LINEAR, 1, width, hidden, true);
        }
        if (type.equals("identity")) {
            if (width != hidden) {
                throw config.refuse(
                        "mm_projector_type", "features of width " + width + " are no embeddings of width " + hidden);
            }
            return new ProjectorConfig(ProjectorConfig.Type.IDENTITY, 0, width, hidden, false);
        }
        int layers = mlpLayers(type);
        if (layers < 1 || layers > MAX_MLP_LAYERS) {
            throw config.refuse(
                    "mm_projector_type",
                    "supported are linear, identity and mlpNx_gelu with N in 1.." + MAX_MLP_LAYERS);
        }
        return new ProjectorConfig(ProjectorConfig.Type.MLP, layers, width, hidden, true);
    }

    /** Linear layers of {@code mlpNx_gelu}, or 0 for another type. */
    static int mlpLayers(String type) {
        Matcher mlp = MLP.matcher(type);
        return mlp.matches() ? Integer.parseInt(mlp.group(1)) : 0;
    }

    private @Nullable Integer imageTokenId() {
        Integer index = config.integer("image_token_index", Integer.MIN_VALUE, Integer.MAX_VALUE);
        Integer id = config.integer("image_token_id", Integer.MIN_VALUE, Integer.MAX_VALUE);
        if (index != null && id != null && !index.equals(id)) {
            throw config.refuse("image_token_id", "image_token_index says " + index);
        }
        if (index == null && id == null) {
            return 32000; // LlavaConfig's default
        }
        return index == null ? id : index;
    }

    private void checkSequenceLength(VisionConfig vision) {
        int computed = vision.featuresPerImage();
        int given = config.integer("image_seq_length", computed, 0, Integer.MAX_VALUE);
        if (given != computed && given != DEFAULT_SEQUENCE_LENGTH) {
            throw config.refuse("image_seq_length", "the vision tower gives " + computed + " features an image");
        }
    }
}

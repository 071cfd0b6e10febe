package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.image.ImagePreprocessing.Resampling;
import org.llavamed.image.ImagePreprocessing.Resize;
import org.llavamed.safetensors.SafetensorsType;

/** Configuration values as the keys of published files: the counterpart of the readers of this package. */
final class ConfigKeys {
    static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ConfigKeys() {}

    static void write(Path file, Object json) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, MAPPER.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
    }

    static String torchType(SafetensorsType type) {
        return switch (type) {
            case BF16 -> "bfloat16";
            case F16 -> "float16";
            default -> "float32";
        };
    }

    /** Class of a decoder alone in transformers. */
    static String plainArchitecture(LanguageConfig.Family family) {
        return family == LanguageConfig.Family.MISTRAL ? "MistralForCausalLM" : "LlamaForCausalLM";
    }

    static void putLanguage(Map<String, @Nullable Object> json, LanguageConfig language) {
        json.put("attention_dropout", 0.0);
        json.put("bos_token_id", 1);
        json.put("eos_token_id", 2);
        json.put("hidden_act", "silu");
        json.put("hidden_size", language.hiddenSize());
        json.put("initializer_range", 0.02);
        json.put("intermediate_size", language.intermediateSize());
        json.put("max_position_embeddings", language.maxPositions());
        json.put("num_attention_heads", language.heads());
        json.put("num_hidden_layers", language.layers());
        json.put("num_key_value_heads", language.kvHeads());
        if (language.headDim() * language.heads() != language.hiddenSize()) {
            json.put("head_dim", language.headDim());
        }
        json.put("rms_norm_eps", language.rmsNormEps());
        json.put("rope_theta", language.ropeTheta());
        if (language.family() == LanguageConfig.Family.MISTRAL) {
            json.put("sliding_window", language.slidingWindow());
        }
        json.put("tie_word_embeddings", language.tiedEmbeddings());
        json.put("use_cache", true);
        json.put("vocab_size", language.vocabularySize());
    }

    /** What an original layout says about images; {@code image_aspect_ratio} decides about padding, not the tower. */
    static void putVision(
            Map<String, @Nullable Object> json,
            String towerName,
            VisionConfig vision,
            String projectorType,
            ImageTokens tokens,
            boolean pad) {
        json.put("mm_vision_tower", towerName);
        json.put("mm_hidden_size", vision.featureWidth());
        json.put("mm_projector_type", projectorType);
        json.put("mm_vision_select_layer", one(vision.selectLayers()));
        json.put("mm_vision_select_feature", vision.selectFeature().name().toLowerCase(Locale.ROOT));
        json.put("mm_use_im_start_end", tokens.startEnd());
        json.put("mm_use_im_patch_token", tokens.patchToken());
        json.put("image_aspect_ratio", pad ? "pad" : "square");
    }

    static Map<String, @Nullable Object> tower(VisionConfig vision) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("model_type", "clip_vision_model");
        json.put("attention_dropout", 0.0);
        json.put("hidden_act", vision.activation().name().toLowerCase(Locale.ROOT));
        json.put("hidden_size", vision.hiddenSize());
        json.put("image_size", vision.imageSize());
        json.put("intermediate_size", vision.intermediateSize());
        json.put("layer_norm_eps", vision.layerNormEps());
        json.put("num_attention_heads", vision.heads());
        json.put("num_channels", 3);
        json.put("num_hidden_layers", vision.layers());
        json.put("patch_size", vision.patchSize());
        json.put("projection_dim", 768);
        return json;
    }

    /** A {@code preprocessor_config.json} that means exactly these settings. */
    static Map<String, @Nullable Object> preprocessor(ImagePreprocessing settings) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("image_processor_type", settings.padToSquare() ? "LlavaImageProcessor" : "CLIPImageProcessor");
        json.put("do_convert_rgb", true);
        if (settings.padToSquare()) {
            json.put("do_pad", true);
        }
        Resize resize = settings.resize();
        json.put("do_resize", resize != null);
        if (resize != null) {
            json.put(
                    "size",
                    resize.shortestEdge() > 0
                            ? Map.of("shortest_edge", resize.shortestEdge())
                            : Map.of("height", resize.height(), "width", resize.width()));
        }
        json.put("resample", settings.resample() == Resampling.BILINEAR ? 2 : 3);
        json.put("do_center_crop", settings.cropHeight() > 0);
        if (settings.cropHeight() > 0) {
            json.put("crop_size", Map.of("height", settings.cropHeight(), "width", settings.cropWidth()));
        }
        json.put("do_rescale", true);
        json.put("rescale_factor", settings.rescaleFactor());
        json.put("do_normalize", true);
        json.put("image_mean", settings.mean());
        json.put("image_std", settings.std());
        return json;
    }

    static Object one(List<Integer> layers) {
        return layers.size() == 1 ? layers.get(0) : new ArrayList<>(layers);
    }
}

package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.error.CheckpointException;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.safetensors.SafetensorsType;

/** The small files of a random checkpoint, with the keys of the published ones, also those that nothing reads. */
final class RandomConfigFiles {
    /** Folder of a tower that is not a published one or has its weights apart. */
    static final String TOWER = "tower";

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final RandomShape shape;
    private final SafetensorsType type;
    private final Path folder;

    RandomConfigFiles(RandomShape shape, SafetensorsType type, Path folder) {
        this.shape = shape;
        this.type = type;
        this.folder = folder;
    }

    void write(@Nullable Path tokenizerModel) {
        write("config.json", shape.layout().isHuggingFace() ? conversion() : original());
        write(
                "generation_config.json",
                Map.<String, Object>of("_from_model_config", true, "bos_token_id", 1, "eos_token_id", 2));
        write("tokenizer_config.json", tokenizer());
        write("special_tokens_map.json", Map.of("bos_token", "<s>", "eos_token", "</s>", "unk_token", "<unk>"));
        Map<String, Integer> added = addedTokens();
        if (!added.isEmpty()) {
            write("added_tokens.json", added);
        }
        VisionConfig vision = shape.vision();
        if (vision != null && shape.layout().isHuggingFace()) {
            write("preprocessor_config.json", preprocessor(vision));
        } else if (vision != null && hasTowerFolder()) {
            write(TOWER + "/config.json", tower(vision));
            write(TOWER + "/preprocessor_config.json", preprocessor(vision));
        }
        if (tokenizerModel != null) {
            try {
                Files.copy(tokenizerModel, folder.resolve("tokenizer.model"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new CheckpointException(tokenizerModel + ": cannot be copied: " + e, e);
            }
        }
    }

    private boolean hasTowerFolder() {
        return shape.towerFolder() || shape.knownTower() == null;
    }

    private void write(String name, Object json) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, MAPPER.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be written: " + e, e);
        }
    }

    private String torchType() {
        return switch (type) {
            case BF16 -> "bfloat16";
            case F16 -> "float16";
            default -> "float32";
        };
    }

    private Map<String, @Nullable Object> original() {
        boolean mistral = shape.layout() == Layout.ORIGINAL_MISTRAL;
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("_name_or_path", mistral ? "mistralai/Mistral-7B-Instruct-v0.2" : "random");
        json.put("architectures", List.of(mistral ? "LlavaMistralForCausalLM" : "LlavaLlamaForCausalLM"));
        json.put("model_type", mistral ? "llava_mistral" : "llava");
        putLanguage(json, shape.language());
        VisionConfig vision = shape.vision();
        if (vision != null) {
            String known = shape.knownTower();
            json.put("mm_vision_tower", known == null || shape.towerFolder() ? TOWER : known);
            json.put("mm_hidden_size", vision.featureWidth());
            json.put("mm_projector_type", shape.projectorType());
            json.put("mm_vision_select_layer", one(vision.selectLayers()));
            json.put("mm_vision_select_feature", vision.selectFeature().name().toLowerCase(Locale.ROOT));
            json.put("mm_use_im_start_end", shape.startEnd());
            json.put("mm_use_im_patch_token", shape.startEnd());
            json.put("mm_projector_lr", null);
            json.put("use_mm_proj", true);
            json.put("image_aspect_ratio", shape.pad() ? "pad" : "square");
            json.put("freeze_mm_mlp_adapter", false);
            json.put("tune_mm_mlp_adapter", false);
        }
        json.put("tokenizer_model_max_length", 2048);
        json.put("tokenizer_padding_side", "right");
        json.put("torch_dtype", torchType());
        json.put("transformers_version", "4.36.2");
        if (mistral) {
            putLeftOvers(json);
        }
        return json;
    }

    /** Keys of LLaVA-Med v1.5 from an unreleased branch; img_size is not the input size. */
    private static void putLeftOvers(Map<String, @Nullable Object> json) {
        json.put("feature_outs", "encoder+decoder");
        json.put("img_size", 640);
        json.put("proj_vis_to_txt_tokens", false);
        json.put("prompt_segtok_w_instruct", false);
        json.put("segtok_posembed", "sincos");
        json.put("tune_vision_tokenizer", "none");
        json.put("vision_backbone", "convnextlarge");
        json.put("vision_tokenizer_lr", null);
    }

    private static void putLanguage(Map<String, @Nullable Object> json, LanguageConfig language) {
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

    private Map<String, @Nullable Object> conversion() {
        VisionConfig vision = required(shape.vision());
        Map<String, @Nullable Object> text = new LinkedHashMap<>();
        text.put("model_type", shape.language().family().name().toLowerCase(Locale.ROOT));
        putLanguage(text, shape.language());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("LlavaForConditionalGeneration"));
        json.put("model_type", "llava");
        json.put("image_seq_length", vision.featuresPerImage());
        json.put("image_token_index", shape.imageTokenId());
        json.put("multimodal_projector_bias", true);
        json.put("projector_hidden_act", "gelu");
        json.put("text_config", text);
        json.put("tie_word_embeddings", shape.language().tiedEmbeddings());
        json.put("torch_dtype", torchType());
        json.put("vision_config", tower(vision));
        json.put("vision_feature_layer", one(vision.selectLayers()));
        json.put(
                "vision_feature_select_strategy",
                vision.selectFeature() == VisionConfig.SelectFeature.PATCH ? "default" : "full");
        return json;
    }

    private static Map<String, @Nullable Object> tower(VisionConfig vision) {
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

    private Map<String, @Nullable Object> preprocessor(VisionConfig vision) {
        int size = vision.imageSize();
        boolean pads = shape.layout().isHuggingFace() && shape.pad();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("image_processor_type", pads ? "LlavaImageProcessor" : "CLIPImageProcessor");
        json.put("do_convert_rgb", true);
        if (pads) {
            json.put("do_pad", true);
        }
        json.put("do_resize", true);
        json.put("size", Map.of("shortest_edge", size));
        json.put("resample", 3);
        json.put("do_center_crop", true);
        json.put("crop_size", Map.of("height", size, "width", size));
        json.put("do_rescale", true);
        json.put("rescale_factor", 1 / 255.0);
        json.put("do_normalize", true);
        json.put("image_mean", ImagePreprocessing.CLIP_MEAN);
        json.put("image_std", ImagePreprocessing.CLIP_STD);
        return json;
    }

    private static Map<String, @Nullable Object> tokenizer() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("add_bos_token", true);
        json.put("add_eos_token", false);
        json.put("bos_token", "<s>");
        json.put("eos_token", "</s>");
        json.put("unk_token", "<unk>");
        json.put("pad_token", "<unk>");
        json.put("clean_up_tokenization_spaces", false);
        json.put("legacy", true);
        json.put("model_max_length", 2048);
        json.put("padding_side", "right");
        json.put("tokenizer_class", "LlamaTokenizer");
        return json;
    }

    private Map<String, Integer> addedTokens() {
        int rows = shape.language().vocabularySize();
        Map<String, Integer> added = new LinkedHashMap<>();
        if (shape.startEnd()) {
            added.put("<im_patch>", rows - 3);
            added.put("<im_start>", rows - 2);
            added.put("<im_end>", rows - 1);
        }
        if (shape.layout().isHuggingFace()) {
            added.put("<image>", shape.imageTokenId());
            added.put("<pad>", shape.imageTokenId() + 1);
        }
        return added;
    }

    private static Object one(List<Integer> layers) {
        return layers.size() == 1 ? layers.get(0) : new ArrayList<>(layers);
    }

    private static VisionConfig required(@Nullable VisionConfig vision) {
        if (vision == null) {
            throw new IllegalArgumentException("a conversion has a vision tower");
        }
        return vision;
    }
}

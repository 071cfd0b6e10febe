package org.llavamed.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            write(TOWER + "/config.json", ConfigKeys.tower(vision));
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
        ConfigKeys.write(folder.resolve(name), json);
    }

    private Map<String, @Nullable Object> original() {
        boolean mistral = shape.layout() == Layout.ORIGINAL_MISTRAL;
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("_name_or_path", mistral ? "mistralai/Mistral-7B-Instruct-v0.2" : "random");
        json.put("architectures", List.of(mistral ? "LlavaMistralForCausalLM" : "LlavaLlamaForCausalLM"));
        json.put("model_type", mistral ? "llava_mistral" : "llava");
        ConfigKeys.putLanguage(json, shape.language());
        VisionConfig vision = shape.vision();
        if (vision != null) {
            String known = shape.knownTower();
            ConfigKeys.putVision(
                    json,
                    known == null || shape.towerFolder() ? TOWER : known,
                    vision,
                    shape.projectorType(),
                    new ImageTokens(shape.startEnd(), shape.startEnd(), null),
                    shape.pad());
            json.put("mm_projector_lr", null);
            json.put("use_mm_proj", true);
            json.put("freeze_mm_mlp_adapter", false);
            json.put("tune_mm_mlp_adapter", false);
        }
        json.put("tokenizer_model_max_length", 2048);
        json.put("tokenizer_padding_side", "right");
        json.put("torch_dtype", ConfigKeys.torchType(type));
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

    private Map<String, @Nullable Object> conversion() {
        VisionConfig vision = required(shape.vision());
        Map<String, @Nullable Object> text = new LinkedHashMap<>();
        text.put("model_type", shape.language().family().name().toLowerCase(Locale.ROOT));
        ConfigKeys.putLanguage(text, shape.language());
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of("LlavaForConditionalGeneration"));
        json.put("model_type", "llava");
        json.put("image_seq_length", vision.featuresPerImage());
        json.put("image_token_index", shape.imageTokenId());
        json.put("multimodal_projector_bias", true);
        json.put("projector_hidden_act", "gelu");
        json.put("text_config", text);
        json.put("tie_word_embeddings", shape.language().tiedEmbeddings());
        json.put("torch_dtype", ConfigKeys.torchType(type));
        json.put("vision_config", ConfigKeys.tower(vision));
        json.put("vision_feature_layer", ConfigKeys.one(vision.selectLayers()));
        json.put(
                "vision_feature_select_strategy",
                vision.selectFeature() == VisionConfig.SelectFeature.PATCH ? "default" : "full");
        return json;
    }

    private Map<String, @Nullable Object> preprocessor(VisionConfig vision) {
        boolean pads = shape.layout().isHuggingFace() && shape.pad();
        return ConfigKeys.preprocessor(ImagePreprocessing.clip(vision.imageSize(), pads));
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

    private static VisionConfig required(@Nullable VisionConfig vision) {
        if (vision == null) {
            throw new IllegalArgumentException("a conversion has a vision tower");
        }
        return vision;
    }
}

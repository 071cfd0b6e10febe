package org.llavamed.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.ImagePreprocessing;
import org.llavamed.safetensors.SafetensorsType;

/** The small files of a checkpoint in the original layout, so that they mean what the base's configuration means. */
final class OriginalConfig {
    /** Folder that describes a tower which no published name describes. */
    static final String TOWER = "tower";

    private OriginalConfig() {}

    static void write(Checkpoint base, SafetensorsType type, Path folder) {
        ModelConfig config = base.config();
        ObjectNode json = config.layout().isHuggingFace() ? converted(config) : base.json();
        VisionConfig vision = config.vision();
        ImagePreprocessing preprocessing = config.preprocessing();
        if (vision != null && preprocessing != null) {
            json.put("image_aspect_ratio", preprocessing.padToSquare() ? "pad" : "square");
            putTower(base, json, folder, vision, preprocessing);
        } else {
            putPlain(json, config.language().family());
        }
        putType(json, type);
        ConfigKeys.write(folder.resolve("config.json"), json);
        SmallFiles.copy(base.folder(), folder);
    }

    /** Without vision it is a plain language model, whatever the base called itself. */
    private static void putPlain(ObjectNode json, LanguageConfig.Family family) {
        json.put("model_type", family.name().toLowerCase(Locale.ROOT));
        json.putArray("architectures").add(ConfigKeys.plainArchitecture(family));
    }

    static void putType(ObjectNode json, SafetensorsType type) {
        boolean recent = json.remove("dtype") != null; // the key's name since transformers 4.56
        if (recent) {
            json.put("dtype", ConfigKeys.torchType(type));
        }
        json.put("torch_dtype", ConfigKeys.torchType(type)); // what the original code's transformers looks for
    }

    /** A tower's sizes and image settings as its own folder has them. */
    static void writeTower(Path folder, VisionConfig vision, ImagePreprocessing preprocessing) {
        ConfigKeys.write(folder.resolve(TOWER).resolve("config.json"), ConfigKeys.tower(vision));
        ConfigKeys.write(
                folder.resolve(TOWER).resolve("preprocessor_config.json"), ConfigKeys.preprocessor(preprocessing));
    }

    private static void putTower(
            Checkpoint base, ObjectNode json, Path folder, VisionConfig vision, ImagePreprocessing preprocessing) {
        Tower tower = base.tower();
        String name = tower == null ? "" : tower.name();
        ImagePreprocessing published = ImagePreprocessing.clip(vision.imageSize(), preprocessing.padToSquare());
        String known = published.equals(preprocessing) ? knownName(base, name, vision) : null;
        json.remove(List.of("vision_config", "vision_tower"));
        json.put("mm_vision_tower", known == null ? TOWER : known);
        if (known == null) {
            writeTower(folder, vision, preprocessing);
        }
    }

    /** A published name, if the base's tower has it or, in a conversion, has the sizes of one. */
    private static @Nullable String knownName(Checkpoint base, String name, VisionConfig vision) {
        boolean plain = TowerResolver.KNOWN.containsKey(name);
        return plain || base.config().layout().isHuggingFace() ? RandomShape.knownTower(vision) : null;
    }

    private static ObjectNode converted(ModelConfig config) {
        boolean mistral = config.language().family() == LanguageConfig.Family.MISTRAL;
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("architectures", List.of(mistral ? "LlavaMistralForCausalLM" : "LlavaLlamaForCausalLM"));
        json.put("model_type", mistral ? "llava_mistral" : "llava");
        ConfigKeys.putLanguage(json, config.language());
        json.put("bos_token_id", config.bosId());
        json.put("eos_token_id", ConfigKeys.one(config.eosIds()));
        VisionConfig vision = config.vision();
        if (vision != null) {
            ImageTokens none = new ImageTokens(false, false, null);
            ConfigKeys.putVision(json, TOWER, vision, "mlp2x_gelu", none, false);
            json.put("use_mm_proj", true);
        }
        if (config.tokenizerModelMaxLength() != null) {
            json.put("tokenizer_model_max_length", config.tokenizerModelMaxLength());
        }
        return ConfigKeys.MAPPER.valueToTree(json);
    }
}

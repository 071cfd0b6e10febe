package org.llavamed.checkpoint;

import java.util.List;
import org.llavamed.checkpoint.VisionConfig.Activation;
import org.llavamed.checkpoint.VisionConfig.SelectFeature;

/** Reads a CLIP tower's sizes; absent keys take the defaults of the transformers class CLIPVisionConfig. */
final class VisionConfigReader {
    static final int MAX_IMAGE = 1 << 11;
    static final int MAX_PATCHES_A_SIDE = 128; // attention is quadratic in their square

    private VisionConfigReader() {}

    /** Which hidden states and positions are used; the model's configuration says it, not the tower's. */
    record Selection(List<Integer> layers, SelectFeature feature) {}

    /** The tower that a conversion means when it has no vision_config: CLIP ViT-L/14 at 336 pixels. */
    static VisionConfig clipLarge(int imageSize, Selection selection) {
        return new VisionConfig(
                1024, 4096, 24, 16, imageSize, 14, 1e-5, Activation.QUICK_GELU, selection.layers, selection.feature);
    }

    static VisionConfig read(JsonObject config, Selection selection) {
        String type = config.text("model_type", "clip_vision_model");
        if (!type.equals("clip_vision_model")) {
            throw config.refuse("model_type", "only CLIP vision towers (clip_vision_model) are supported");
        }
        int hidden = config.integer("hidden_size", 768, 1, LanguageConfigReader.MAX_WIDTH);
        int heads = config.integer("num_attention_heads", 12, 1, LanguageConfigReader.MAX_HEADS);
        if (hidden % heads != 0) {
            throw config.refuse("hidden_size", "it is not a multiple of num_attention_heads " + heads);
        }
        if (config.integer("num_channels", 3, 1, 1000) != 3) {
            throw config.refuse("num_channels", "only 3 colour channels are supported");
        }
        int image = side(config, "image_size", 224);
        int patch = side(config, "patch_size", 32);
        if (patch > image) {
            throw config.refuse("patch_size", "it is larger than image_size " + image);
        }
        if ((image / patch) > MAX_PATCHES_A_SIDE) {
            throw config.refuse(
                    "patch_size",
                    "image_size " + image + " would give more than " + MAX_PATCHES_A_SIDE + " patches a side");
        }
        return new VisionConfig(
                hidden,
                config.integer("intermediate_size", 3072, 1, 4 * LanguageConfigReader.MAX_WIDTH),
                config.integer("num_hidden_layers", 12, 1, LanguageConfigReader.MAX_LAYERS),
                heads,
                image,
                patch,
                config.number("layer_norm_eps", 1e-5, 0, 1),
                activation(config),
                selection.layers,
                selection.feature);
    }

    private static int side(JsonObject config, String key, int absent) {
        List<Integer> sides = config.integers(key, 1, MAX_IMAGE);
        if (sides == null) {
            return absent;
        }
        if (sides.isEmpty() || sides.size() > 2 || !sides.get(0).equals(sides.get(sides.size() - 1))) {
            throw config.refuse(key, "only squares are supported");
        }
        return sides.get(0);
    }

    static Activation activation(JsonObject config) {
        return switch (config.text("hidden_act", "quick_gelu")) {
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "gelu" -> Activation.GELU;
            default -> throw config.refuse("hidden_act", "only \"quick_gelu\" and \"gelu\" are supported");
        };
    }

    /** Refuses selected layers that the tower does not have. */
    static VisionConfig checked(VisionConfig vision, JsonObject config, String key) {
        for (int state : vision.selectedStates()) {
            if (state < 0 || state > vision.layers()) {
                throw config.refuse(
                        key,
                        "the tower has " + vision.layers() + " layers, so it must be in " + -(vision.layers() + 1)
                                + ".." + vision.layers());
            }
        }
        return vision;
    }
}

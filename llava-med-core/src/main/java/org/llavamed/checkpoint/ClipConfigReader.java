package org.llavamed.checkpoint;

import java.util.List;
import org.llavamed.checkpoint.VisionConfig.SelectFeature;
import org.llavamed.checkpoint.VisionConfigReader.Selection;

/** Reads the configuration of both towers; absent keys take the defaults of the transformers class CLIPConfig. */
final class ClipConfigReader {
    private static final int MAX_POSITIONS = 1 << 16;
    /** Which hidden states a model would use; the towers themselves do not depend on it. */
    private static final Selection ANY = new Selection(List.of(-1), SelectFeature.PATCH);

    private ClipConfigReader() {}

    static ClipConfig read(JsonObject config) {
        String type = config.text("model_type");
        if (type == null || !type.equals("clip")) {
            throw config.refuse(
                    "model_type",
                    "vision_tower and text_tower are trained in a CLIP folder, whose model_type is \"clip\", with both"
                            + " towers in it");
        }
        JsonObject text = config.object("text_config");
        if (text == null) {
            throw config.refuse(
                    "text_config", "the folder describes no text tower, and images are contrasted with texts");
        }
        JsonObject vision = config.object("vision_config");
        if (vision == null) {
            throw config.refuse(
                    "vision_config", "the folder describes no vision tower, and texts are contrasted with images");
        }
        return new ClipConfig(
                VisionConfigReader.read(vision, ANY),
                text(text),
                config.integer("projection_dim", 512, 1, LanguageConfigReader.MAX_WIDTH));
    }

    private static ClipConfig.Text text(JsonObject config) {
        String type = config.text("model_type", "clip_text_model");
        if (!type.equals("clip_text_model")) {
            throw config.refuse("model_type", "only CLIP text towers (clip_text_model) are supported");
        }
        int hidden = config.integer("hidden_size", 512, 1, LanguageConfigReader.MAX_WIDTH);
        int heads = config.integer("num_attention_heads", 8, 1, LanguageConfigReader.MAX_HEADS);
        if (hidden % heads != 0) {
            throw config.refuse("hidden_size", "it is not a multiple of num_attention_heads " + heads);
        }
        int vocabulary = config.integer("vocab_size", 49408, 3, LanguageConfigReader.MAX_VOCABULARY);
        if (config.integer("eos_token_id", 49407, 0, Integer.MAX_VALUE) != vocabulary - 1) {
            // transformers looks for the highest id where it is 2, and for this id elsewhere: so both find the same.
            throw config.refuse(
                    "eos_token_id", "it must be the last id, " + (vocabulary - 1) + ", which no text contains");
        }
        return new ClipConfig.Text(
                vocabulary,
                hidden,
                config.integer("intermediate_size", 2048, 1, 4 * LanguageConfigReader.MAX_WIDTH),
                config.integer("num_hidden_layers", 12, 1, LanguageConfigReader.MAX_LAYERS),
                heads,
                config.integer("max_position_embeddings", 77, 3, MAX_POSITIONS),
                config.number("layer_norm_eps", 1e-5, 0, 1),
                VisionConfigReader.activation(config));
    }
}

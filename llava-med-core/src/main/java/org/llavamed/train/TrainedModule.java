package org.llavamed.train;

import org.llavamed.internal.model.TrainedNetwork.Module;

/**
 * A part of a model that can be trained. The vision tower of a model that answers always stays as it is; towers are trained
 * before, in a CLIP folder, both together and nothing else.
 */
public enum TrainedModule {
    /** The projector from vision features to embeddings. */
    PROJECTOR("projector", Module.PROJECTOR),
    /** All weights of the language model: embeddings, layers, final norm and head. */
    LANGUAGE_MODEL("language_model", Module.LANGUAGE),
    /** Low-rank additions to linear layers of the language model, whose own weights stay as they are. */
    LORA("lora", Module.LORA),
    /** The two embedding rows of the tokens before and after an image ({@code mm_use_im_start_end}). */
    IMAGE_MARKERS("image_markers", Module.MARKERS),
    /** The vision tower of a CLIP folder with its projection. */
    VISION_TOWER("vision_tower", Module.VISION),
    /** The text tower of a CLIP folder with its projection and the scale of the similarities. */
    TEXT_TOWER("text_tower", Module.TEXT);

    private final String key;
    private final Module network;

    TrainedModule(String key, Module network) {
        this.key = key;
        this.network = network;
    }

    /** The engine's name of it. */
    Module network() {
        return network;
    }

    /**
     * How a recipe writes it.
     *
     * @return the key
     */
    public String key() {
        return key;
    }
}

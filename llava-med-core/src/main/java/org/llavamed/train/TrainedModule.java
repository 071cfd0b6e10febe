package org.llavamed.train;

/** A part of the model that can be trained. The vision tower is not among them: it always stays as it is. */
public enum TrainedModule {
    /** The projector from vision features to embeddings. */
    PROJECTOR("projector"),
    /** All weights of the language model: embeddings, layers, final norm and head. */
    LANGUAGE_MODEL("language_model"),
    /** Low-rank additions to linear layers of the language model, whose own weights stay as they are. */
    LORA("lora"),
    /** The two embedding rows of the tokens before and after an image ({@code mm_use_im_start_end}). */
    IMAGE_MARKERS("image_markers");

    private final String key;

    TrainedModule(String key) {
        this.key = key;
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

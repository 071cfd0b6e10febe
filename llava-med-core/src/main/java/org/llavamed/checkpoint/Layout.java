package org.llavamed.checkpoint;

/** How a checkpoint names its tensors and its configuration keys. */
public enum Layout {
    /** LLaVA-Med v1.5 as published: {@code llava_mistral}, {@code mm_*} keys, {@code model.layers.*}. */
    ORIGINAL_MISTRAL,
    /** LLaVA-Med v1.0 and LLaVA-1.5 as published: {@code llava}, {@code mm_*} keys, {@code model.layers.*}. */
    ORIGINAL_LLAMA,
    /** Hugging Face conversion named as before transformers 4.52: {@code language_model.model.layers.*}. */
    HF_GEN1,
    /** Hugging Face conversion named as since transformers 4.52: {@code model.language_model.layers.*}. */
    HF_GEN2;

    /**
     * Whether this is a Hugging Face conversion.
     *
     * @return true for both generations of the conversion
     */
    public boolean isHuggingFace() {
        return this == HF_GEN1 || this == HF_GEN2;
    }
}

package org.llavamed.checkpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.ImagePreprocessing;

/**
 * Everything the model needs to know from a checkpoint's configuration files. Immutable; made by {@link Checkpoint#open}.
 *
 * @param layout naming of tensors and keys
 * @param modelType {@code model_type} as written
 * @param architectures {@code architectures} as written, possibly empty
 * @param language the decoder
 * @param vision the vision tower, or null for a text-only checkpoint
 * @param projector the projector, or null for a text-only checkpoint
 * @param imageTokens marks around images
 * @param tokenizerModelMaxLength {@code tokenizer_model_max_length}, or null for none; beyond it the original cuts
 * @param eosIds token ids that end an answer
 * @param bosId token id that starts a prompt
 * @param preprocessing how images become pixel values, or null for a text-only checkpoint
 */
public record ModelConfig(
        Layout layout,
        String modelType,
        List<String> architectures,
        LanguageConfig language,
        @Nullable VisionConfig vision,
        @Nullable ProjectorConfig projector,
        ImageTokens imageTokens,
        @Nullable Integer tokenizerModelMaxLength,
        List<Integer> eosIds,
        int bosId,
        @Nullable ImagePreprocessing preprocessing) {

    /**
     * Copies the lists.
     *
     * @param layout the component
     * @param modelType the component
     * @param architectures the component
     * @param language the component
     * @param vision the component
     * @param projector the component
     * @param imageTokens the component
     * @param tokenizerModelMaxLength the component
     * @param eosIds the component
     * @param bosId the component
     * @param preprocessing the component
     */
    public ModelConfig {
        architectures = List.copyOf(architectures);
        eosIds = List.copyOf(eosIds);
    }
}

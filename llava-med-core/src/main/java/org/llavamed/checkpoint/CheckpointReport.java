package org.llavamed.checkpoint;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint is, in values that become JSON as they are. Immutable.
 *
 * @param folder the checkpoint folder
 * @param layout naming of tensors and keys
 * @param modelType {@code model_type} as written
 * @param architectures {@code architectures} as written
 * @param language the decoder
 * @param tower the vision tower, or null for a text-only checkpoint
 * @param projector the projector, or null for a text-only checkpoint
 * @param imageTokens marks around images
 * @param imagePositions prompt positions that one image takes, 0 for a text-only checkpoint
 * @param contextLength positions of prompt and answer together
 * @param eosIds token ids that end an answer
 * @param types element types of the needed tensors
 * @param files the weight files
 * @param used number of needed tensors that are there, a tied head not counted
 * @param unused tensors of the files that the model does not need; those of an external tower with its folder
 * @param missing published names of needed tensors that no file holds
 * @param parameters elements of the needed tensors
 * @param memory memory needed by precision, {@code f32} and {@code bf16}
 * @param projectorFile where the projector was taken from instead of the checkpoint, or null
 * @param adapter folder of the adapter that is merged into the weights, or null
 * @param licenceFile name of the licence file in the folder, or null if there is none
 */
public record CheckpointReport(
        String folder,
        Layout layout,
        String modelType,
        List<String> architectures,
        LanguageConfig language,
        @Nullable TowerSummary tower,
        @Nullable ProjectorConfig projector,
        ImageTokens imageTokens,
        int imagePositions,
        int contextLength,
        List<Integer> eosIds,
        List<TypeSummary> types,
        List<FileSummary> files,
        int used,
        List<String> unused,
        List<String> missing,
        Parameters parameters,
        Map<String, Memory> memory,
        @Nullable String projectorFile,
        @Nullable String adapter,
        @Nullable String licenceFile) {

    /**
     * The vision tower.
     *
     * @param name what the configuration calls it
     * @param weights the folder its weights come from
     * @param external whether that is another folder than the checkpoint's
     * @param config its sizes
     */
    public record TowerSummary(String name, String weights, boolean external, VisionConfig config) {}

    /**
     * Needed tensors of one element type.
     *
     * @param type the type's name in the format
     * @param tensors how many
     * @param bytes their size together
     */
    public record TypeSummary(String type, int tensors, long bytes) {}

    /**
     * A weight file.
     *
     * @param name path relative to the checkpoint folder
     * @param bytes its size
     * @param tensors tensors it holds
     */
    public record FileSummary(String name, long bytes, int tensors) {}

    /**
     * Elements by part.
     *
     * @param language decoder with embeddings and head, a tied head counted once
     * @param projector projector
     * @param tower vision tower up to the last block needed
     */
    public record Parameters(long language, long projector, long tower) {}

    /**
     * Memory in one precision.
     *
     * @param mappedBytes weights used from the file as they are; the page cache holds them
     * @param anonymousBytes weights that are converted into memory of the process
     * @param kvCacheBytes key-value cache of one conversation at full context
     */
    public record Memory(long mappedBytes, long anonymousBytes, long kvCacheBytes) {}
}
